package dev.berth.gateway.protocol;

import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCode;
import java.text.Normalizer;
import java.util.List;

/** Checks the name of an artifact, which is data and never a path on the host. */
final class ArtifactName {
  private static final int MAX_CHARS = 255;

  private ArtifactName() {}

  /**
   * The name, when it is a relative, normalised path.
   *
   * @throws BerthException {@code ARTIFACT_NAME_INVALID}
   */
  static String of(String name) {
    if (name.isEmpty() || name.length() > MAX_CHARS) {
      throw invalid("must have 1 to " + MAX_CHARS + " characters");
    }
    if (!Normalizer.isNormalized(name, Normalizer.Form.NFC)) {
      throw invalid("must be in Unicode normal form C");
    }
    if (name.codePoints().anyMatch(ArtifactName::isUnprintable) || name.indexOf('\\') >= 0) {
      throw invalid("must have no control characters and no backslash");
    }
    for (String part : List.of(name.split("/", -1))) {
      if (part.isEmpty() || part.equals(".") || part.equals("..")) {
        throw invalid("must be relative, without empty parts, '.' and '..'");
      }
    }
    return name;
  }

  private static boolean isUnprintable(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          true;
      default -> false;
    };
  }

  private static BerthException invalid(String rule) {
    return new BerthException(ErrorCode.ARTIFACT_NAME_INVALID, "the artifact's name " + rule);
  }
}
