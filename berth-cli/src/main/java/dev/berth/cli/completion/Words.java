package dev.berth.cli.completion;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/**
 * What can be typed after a chain of commands.
 *
 * @param path the chain, without {@code berth}; empty for the beginning
 * @param commands what may follow, with summaries
 * @param options the options, with what they mean
 */
record Words(List<String> path, List<Word> commands, List<Option> options) {
  /** A command. */
  record Word(String name, String summary) {}

  /** An option: its names, whether a value follows, which values are known. */
  record Option(List<String> names, boolean takesValue, List<String> values, String summary) {}

  /** The words of a command line and of all below it. */
  static List<Words> all(CommandLine root) {
    List<Words> all = new ArrayList<>();
    collect(root, List.of(), all);
    return all;
  }

  private static void collect(CommandLine line, List<String> path, List<Words> all) {
    List<Word> commands = new ArrayList<>();
    line.getSubcommands()
        .forEach(
            (name, sub) ->
                commands.add(
                    new Word(name, summary(sub.getCommandSpec().usageMessage().description()))));
    List<Option> options = new ArrayList<>();
    for (OptionSpec option : line.getCommandSpec().options()) {
      List<String> values = new ArrayList<>();
      if (option.completionCandidates() != null) {
        option.completionCandidates().forEach(values::add);
      }
      options.add(
          new Option(
              List.of(option.names()),
              option.arity().max() > 0,
              values,
              summary(option.description())));
    }
    all.add(new Words(path, commands, options));
    line.getSubcommands()
        .forEach(
            (name, sub) -> {
              List<String> longer = new ArrayList<>(path);
              longer.add(name);
              collect(sub, longer, all);
            });
  }

  /** The first sentence, without the formatting of help texts. */
  private static String summary(String[] description) {
    if (description.length == 0) {
      return "";
    }
    String first = description[0].replaceAll("\\$\\{[^}]*}", "").strip();
    int end = first.indexOf(". ");
    String sentence = end < 0 ? first : first.substring(0, end);
    return sentence.replaceAll("[.:]$", "");
  }
}
