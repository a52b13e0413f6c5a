package dev.berth.forge.mirror;

import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCode;
import dev.berth.core.forge.Mirror.Inspector;
import dev.berth.forge.git.Oid;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notes in a mirror which permits are being used, from just before the forge is asked until it is
 * known that the permit is used up: whoever dies in between leaves a note, and the next push of the
 * same ref settles it. A permit whose update reached the forge would otherwise let the same update
 * through once more. Used under the repository's lock.
 */
final class Permits {
  private static final Logger LOG = LoggerFactory.getLogger(Permits.class);
  private static final Pattern FORM = Pattern.compile("[A-Za-z0-9-][A-Za-z0-9.-]{0,99}");
  private static final String UNFINISHED = ".new";

  private final Path notes;
  private final Inspector inspector;

  Permits(Path mirror, Inspector inspector) {
    this.notes = mirror.resolve("berth-permits");
    this.inspector = inspector;
  }

  /** The forge is about to be asked to move a ref to a commit by this permit. */
  void note(String permit, String ref, Oid commit) {
    if (!FORM.matcher(permit).matches()) {
      throw new IllegalArgumentException("not a permit: " + permit);
    }
    try {
      Files.createDirectories(notes);
      Path unfinished = notes.resolve(permit + UNFINISHED);
      Files.writeString(unfinished, ref + " " + commit);
      Files.move(unfinished, notes.resolve(permit), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /** The update is on the forge and in the mirror. Should telling fail, the note stays. */
  void used(String permit) {
    try {
      inspector.taken(permit);
    } catch (BerthException e) {
      LOG.warn("the permit {} is used up; the next push says so again: {}", permit, e.detail());
      return;
    }
    unused(permit);
  }

  /** The forge has not taken the update. */
  void unused(String permit) {
    try {
      Files.deleteIfExists(notes.resolve(permit));
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /**
   * Settles notes about a ref.
   *
   * @param arrived whether the ref has a commit now
   */
  void settle(String ref, Predicate<String> arrived) {
    if (!Files.isDirectory(notes)) {
      return;
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(notes)) {
      for (Path file : files) {
        String permit = file.getFileName().toString();
        String[] words = Files.readString(file).split(" ", 2);
        if (!permit.endsWith(UNFINISHED) && words[0].equals(ref) && arrived.test(words[1])) {
          used(permit);
        }
      }
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private static BerthException failed(IOException e) {
    return new BerthException(
        ErrorCode.STORAGE_FAILED, "cannot keep note of a permit: " + e.getMessage(), e);
  }
}
