package dev.berth.cli.completion;

import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine;

/** Completion for fish. */
final class FishCompletion {
  private final List<Words> words;

  FishCompletion(CommandLine root) {
    words = Words.all(root);
  }

  String script() {
    StringBuilder out = new StringBuilder("# Completion of berth.\n");
    for (Words at : words) {
      String condition = condition(at);
      for (Words.Word command : at.commands()) {
        out.append("complete -c berth -f -n '")
            .append(condition)
            .append("' -a ")
            .append(command.name());
        describe(command.summary(), out);
      }
      for (Words.Option option : at.options()) {
        out.append("complete -c berth -n '").append(condition).append("'");
        option.names().forEach(name -> out.append(name(name)));
        if (option.takesValue()) {
          out.append(
              option.values().isEmpty()
                  ? " -r"
                  : " -x -a '" + String.join(" ", option.values()) + "'");
        }
        describe(option.summary(), out);
      }
    }
    return out.toString();
  }

  private static String condition(Words at) {
    if (at.path().isEmpty()) {
      return "__fish_use_subcommand";
    }
    String seen =
        at.path().stream()
            .map(name -> "__fish_seen_subcommand_from " + name)
            .collect(Collectors.joining("; and "));
    String next = at.commands().stream().map(Words.Word::name).collect(Collectors.joining(" "));
    return next.isEmpty() ? seen : seen + "; and not __fish_seen_subcommand_from " + next;
  }

  private static String name(String option) {
    return option.startsWith("--") ? " -l " + option.substring(2) : " -s " + option.substring(1);
  }

  private static void describe(String summary, StringBuilder out) {
    out.append(
        summary.isEmpty()
            ? "\n"
            : " -d '" + summary.replace("\\", "\\\\").replace("'", "\\'") + "'\n");
  }
}
