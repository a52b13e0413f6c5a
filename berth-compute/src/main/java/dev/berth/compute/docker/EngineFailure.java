package dev.berth.compute.docker;

import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCode;
import java.util.List;
import java.util.Locale;

/**
 * What an engine's command says when it fails. It has no other way to tell one failure from another
 * than its words; they are looked at here and nowhere else.
 */
final class EngineFailure {
  private static final int MAX_WORDS = 600;

  private static final List<String> DENIED = List.of("permission denied while trying to connect");
  private static final List<String> DENIED_SOCKET = List.of("permission denied", "socket");
  private static final List<String> UNREACHABLE =
      List.of(
          "cannot connect to",
          "is the docker daemon running",
          "connection refused",
          "connection reset",
          "unexpected eof",
          "unable to connect");
  private static final List<String> NO_ROOM =
      List.of("no space left on device", "disk quota exceeded");
  private static final List<String> NO_IMAGE =
      List.of("no such image", "image not known", "unable to find image");
  private static final List<String> NO_CONTAINER =
      List.of("no such container", "no container with name or id");

  private EngineFailure() {}

  static boolean isAbsentContainer(String words) {
    return any(words, NO_CONTAINER);
  }

  static boolean isAbsentImage(String words) {
    return any(words, NO_IMAGE);
  }

  /** The failure with its code. */
  static BerthException of(String words) {
    return new BerthException(code(words), shortened(words));
  }

  private static ErrorCode code(String words) {
    if (any(words, DENIED) || all(words, DENIED_SOCKET)) {
      return ErrorCode.ENGINE_DENIED;
    }
    if (any(words, UNREACHABLE)) {
      return ErrorCode.ENGINE_UNREACHABLE;
    }
    if (any(words, NO_ROOM)) {
      return ErrorCode.ENGINE_DISK_FULL;
    }
    return isAbsentImage(words) ? ErrorCode.IMAGE_MISSING : ErrorCode.BACKEND_FAILED;
  }

  private static boolean any(String words, List<String> signs) {
    String lower = words.toLowerCase(Locale.ROOT);
    return signs.stream().anyMatch(lower::contains);
  }

  private static boolean all(String words, List<String> signs) {
    String lower = words.toLowerCase(Locale.ROOT);
    return signs.stream().allMatch(lower::contains);
  }

  private static String shortened(String words) {
    String one = words.isBlank() ? "the engine's command failed without a word" : words.strip();
    return one.length() <= MAX_WORDS ? one : one.substring(0, MAX_WORDS) + " ...";
  }
}
