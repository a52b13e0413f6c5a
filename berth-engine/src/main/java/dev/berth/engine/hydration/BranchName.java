package dev.berth.engine.hydration;

import dev.berth.core.id.TaskId;
import java.text.Normalizer;
import java.util.Locale;

/** The one branch that a task's session may push. */
final class BranchName {
  private static final int SLUG_LENGTH = 40;

  private BranchName() {}

  /** {@code berth/<task ulid in lower case>/<what it is about>}. */
  static String of(TaskId task, String description) {
    return "berth/" + task.value().toLowerCase(Locale.ROOT) + "/" + slug(description);
  }

  /** A few words in letters a-z and digits with single dashes; never empty. */
  private static String slug(String text) {
    String plain =
        Normalizer.normalize(text, Normalizer.Form.NFD)
            .toLowerCase(Locale.ROOT)
            .replaceAll("\\p{M}+", "")
            .replaceAll("[^a-z0-9]+", "-");
    String cut = plain.length() > SLUG_LENGTH ? plain.substring(0, SLUG_LENGTH) : plain;
    String trimmed = cut.replaceAll("^-+|-+$", "");
    return trimmed.isEmpty() ? "task" : trimmed;
  }
}
