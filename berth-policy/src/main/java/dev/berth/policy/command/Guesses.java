package dev.berth.policy.command;

import dev.berth.policy.shell.Value;
import java.util.List;
import java.util.Locale;

/** Whether a word of which a part is not known looks like what rules read. */
final class Guesses {
  private static final List<String> TELLING =
      List.of(".env", ".git/", ".github/workflows/", ".gitlab-ci.yml", ".ssh/", ".aws/", "id_rsa");

  /** Less than this much of a telling name tells nothing: many names begin with a dot. */
  private static final int ENOUGH = 2;

  private Guesses() {}

  /**
   * Whether the known text right before something unknown begins one of the names that tell a kind,
   * as in {@code .e$X}.
   */
  static boolean couldBeKind(String path) {
    String small = path.toLowerCase(Locale.ROOT);
    for (int at = small.indexOf(Value.ANY); at >= 0; at = small.indexOf(Value.ANY, at + 1)) {
      int start = small.lastIndexOf('/', at) + 1;
      String before = small.substring(start, at);
      if (before.length() >= ENOUGH && TELLING.stream().anyMatch(name -> name.startsWith(before))) {
        return true;
      }
    }
    return false;
  }
}
