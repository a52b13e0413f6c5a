package dev.berth.policy.command;

import dev.berth.policy.shell.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Programs that write files they are told of. */
final class FileCommands {
  private static final Set<String> OUTPUTS =
      Set.of("o", "output", "out", "outfile", "out-file", "output-file", "output-document", "O");

  private FileCommands() {}

  static void look(String name, Programs.Run run, Found found) {
    List<String> words = run.arguments();
    Found.Slot slot = run.slot();
    switch (name) {
      case "tee", "sponge" ->
          Arguments.of(words, Set.of()).operands().forEach(path -> found.write(path, false, slot));
      case "touch", "ed", "ex", "vi", "vim", "nvim", "nano", "emacs", "truncate", "mkfifo" ->
          Arguments.of(words, Set.of("s", "size", "r", "d", "t", "c"))
              .operands()
              .forEach(path -> found.write(path, false, slot));
      case "cp", "mv", "install", "ln", "rsync", "scp" -> copy(name, run, found);
      case "sed", "gsed" -> sed(words, found, slot);
      case "perl", "ruby" -> {
        if (words.stream().anyMatch(word -> word.matches("-[a-zA-Z0-9]*i.*"))) {
          last(Arguments.of(words, Set.of("e", "E")), found, slot);
        }
      }
      case "awk", "gawk" -> {
        if (words.contains("inplace")) {
          last(Arguments.of(words, Set.of("i", "v", "F", "f")), found, slot);
        }
      }
      case "yq", "jq", "dasel", "xmlstarlet" -> {
        if (words.stream().anyMatch(word -> word.matches("-i|--inplace|--in-place|-L"))) {
          last(Arguments.of(words, Set.of()), found, slot);
        }
      }
      case "dd" ->
          words.stream()
              .filter(word -> word.startsWith("of="))
              .forEach(word -> found.write(word.substring(3), true, slot));
      case "chmod", "chown", "chattr" ->
          words.stream()
              .filter(word -> word.contains(".git/"))
              .forEach(word -> found.write(word, false, slot));
      case "patch" -> last(Arguments.of(words, Set.of("i", "p", "d", "o")), found, slot);
      default -> output(words, found, slot);
    }
  }

  /** Most programs name the file that they write so; which do, is not known. */
  private static void output(List<String> words, Found found, Found.Slot slot) {
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      String plain = word.replaceFirst("^--?", "");
      int sign = plain.indexOf('=');
      if (word.startsWith("-") && sign > 0 && OUTPUTS.contains(plain.substring(0, sign))) {
        found.writeIfKind(plain.substring(sign + 1), slot);
      } else if (word.startsWith("-") && OUTPUTS.contains(plain) && i + 1 < words.size()) {
        found.writeIfKind(words.get(i + 1), slot);
      } else if (word.matches("-[a-zA-Z]{0,6}[oO]") && i + 1 < words.size()) {
        found.writeIfKind(words.get(i + 1), slot);
      } else if (word.matches("-[oO].+")) {
        found.writeIfKind(word.substring(2), slot);
      }
    }
  }

  private static void last(Arguments arguments, Found found, Found.Slot slot) {
    arguments.operands().forEach(path -> found.write(path, false, slot));
  }

  private static void copy(String name, Programs.Run run, Found found) {
    Arguments arguments =
        Arguments.of(
            run.arguments(),
            Set.of("t", "target-directory", "m", "o", "g", "S", "suffix", "mode", "e", "exclude"));
    List<String> operands = new ArrayList<>(arguments.operands());
    Optional<String> directory = arguments.value("t", "target-directory");
    if (directory.isEmpty() && operands.isEmpty()) {
      return;
    }
    boolean made = name.equals("install") && arguments.has("d", "directory");
    String to = directory.orElseGet(() -> made ? "" : operands.removeLast());
    for (String from : operands) {
      // Into a directory the name stays; which of both it is, only the file system knows.
      if (!Value.isUnknown(to)) {
        found.write(to + (to.endsWith("/") ? "" : "/") + Programs.name(from), false, run.slot());
      }
      if (name.equals("mv")) {
        found.delete(from, run.slot());
      }
    }
    if (directory.isEmpty()) {
      found.write(to.isEmpty() ? "." : to, false, run.slot());
    }
    if (name.equals("ln") && operands.isEmpty()) {
      found.write(Programs.name(to), false, run.slot());
    }
  }

  private static void sed(List<String> words, Found found, Found.Slot slot) {
    boolean inPlace =
        words.stream()
            .anyMatch(word -> word.startsWith("--in-place") || word.matches("-[nEersuz]*i.*"));
    List<String> rest = new ArrayList<>();
    boolean script = false;
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      if (word.equals("-e") || word.equals("-f") || word.equals("--expression")) {
        script = true;
        i++;
      } else if (!word.startsWith("-") || word.equals("-")) {
        rest.add(word);
      } else {
        script |= word.startsWith("--expression=") || word.matches("-[nErsuz]*e.+");
      }
    }
    if (!script && !rest.isEmpty()) {
      written(rest.removeFirst(), found, slot);
    }
    if (inPlace) {
      rest.forEach(path -> found.write(path, false, slot));
    }
  }

  /** The {@code w FILE} of a script for sed. */
  private static void written(String script, Found found, Found.Slot slot) {
    for (String part : script.split("[;\\n]", -1)) {
      int at = part.lastIndexOf("w ");
      if (at >= 0) {
        found.writeIfKind(part.substring(at + 2).strip(), slot);
      }
    }
  }
}
