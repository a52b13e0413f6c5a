package dev.berth.policy.command;

import java.util.Set;

/** Programs that take files away. */
final class Deleting {
  private Deleting() {}

  static void look(String name, Programs.Run run, Found found) {
    switch (name) {
      case "rm", "unlink", "shred", "srm", "trash", "rmdir" -> {
        Arguments arguments = Arguments.of(run.arguments(), Set.of());
        boolean tree = arguments.has("r", "R", "recursive");
        for (String path : arguments.operands()) {
          found.delete(path, run.slot());
          if (tree) {
            run.deletesTree(path);
          }
        }
      }
      case "rsync" -> {
        Arguments arguments =
            Arguments.of(run.arguments(), Set.of("e", "exclude", "include", "rsh"));
        boolean deletes = arguments.has("delete", "delete-before", "delete-after", "delete-during");
        if (deletes && !arguments.operands().isEmpty()) {
          run.deletesTree(arguments.operands().getLast());
        }
      }
      default -> {
        // Others take nothing away, as far as rules read it.
      }
    }
  }
}
