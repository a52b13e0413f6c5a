package dev.berth.policy.command;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Options and operands of a command, as most programs read them: {@code --name=value}, {@code
 * --name value}, {@code -nvalue}, clusters of letters, and {@code --}.
 */
final class Arguments {
  private final Map<String, String> options = new LinkedHashMap<>();
  private final List<String> operands = new ArrayList<>();

  /**
   * Reads them.
   *
   * @param words without the command's name
   * @param valued options that take a value, as {@code o} or {@code output}
   */
  static Arguments of(List<String> words, Set<String> valued) {
    Arguments all = new Arguments();
    boolean only = false;
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      if (only || word.length() < 2 || word.charAt(0) != '-') {
        all.operands.add(word);
      } else if (word.equals("--")) {
        only = true;
      } else if (word.startsWith("--")) {
        i += all.longOption(word.substring(2), words, i, valued);
      } else {
        i += all.letters(word.substring(1), words, i, valued);
      }
    }
    return all;
  }

  private int longOption(String text, List<String> words, int at, Set<String> valued) {
    int sign = text.indexOf('=');
    if (sign >= 0) {
      options.put(text.substring(0, sign), text.substring(sign + 1));
      return 0;
    }
    if (valued.contains(text) && at + 1 < words.size()) {
      options.put(text, words.get(at + 1));
      return 1;
    }
    options.put(text, "");
    return 0;
  }

  private int letters(String text, List<String> words, int at, Set<String> valued) {
    for (int j = 0; j < text.length(); j++) {
      String letter = String.valueOf(text.charAt(j));
      if (!valued.contains(letter)) {
        options.put(letter, "");
      } else if (j + 1 < text.length()) {
        options.put(letter, text.substring(j + 1));
        return 0;
      } else if (at + 1 < words.size()) {
        options.put(letter, words.get(at + 1));
        return 1;
      }
    }
    return 0;
  }

  List<String> operands() {
    return operands;
  }

  /** Whether one of these is given. */
  boolean has(String... names) {
    for (String name : names) {
      if (options.containsKey(name)) {
        return true;
      }
    }
    return false;
  }

  /** The value of the first of these that is given. */
  Optional<String> value(String... names) {
    for (String name : names) {
      if (options.containsKey(name)) {
        return Optional.of(options.getOrDefault(name, ""));
      }
    }
    return Optional.empty();
  }

  /** Whether an option of at least three letters begins one of these names, as git takes it. */
  boolean begins(String name) {
    return options.keySet().stream()
        .anyMatch(option -> option.length() >= 3 && name.startsWith(option));
  }
}
