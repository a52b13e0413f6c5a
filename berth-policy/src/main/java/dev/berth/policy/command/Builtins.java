package dev.berth.policy.command;

import dev.berth.policy.effect.Paths;
import dev.berth.policy.shell.Command;
import dev.berth.policy.shell.Escapes;
import dev.berth.policy.shell.State;
import dev.berth.policy.shell.Value;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Commands that change the shell, and those whose output can be said. */
final class Builtins {
  private static final int MOST_FORMATTED = 50;

  private Builtins() {}

  static String look(String name, Command command, State state) {
    List<String> words = command.words().subList(1, command.words().size());
    return switch (name) {
      case "cd", "pushd" -> {
        directory(words, state);
        yield "";
      }
      case "popd" -> {
        state.enter(Value.UNKNOWN);
        yield "";
      }
      case "export", "declare", "local", "readonly", "typeset" -> {
        words.forEach(word -> assign(word, state));
        yield "";
      }
      case "read", "mapfile", "readarray", "getopts" -> {
        words.stream().filter(word -> !word.startsWith("-")).forEach(word -> known(word, state));
        yield "";
      }
      case "set" -> {
        int at = words.indexOf("--");
        if (at >= 0) {
          state.arguments(words.subList(at + 1, words.size()));
        }
        yield "";
      }
      case "echo" -> echo(words);
      case "printf" -> printf(words);
      case "cat", "tee" ->
          words.stream().allMatch(word -> word.equals("-")) || name.equals("tee")
              ? command.input().orElse("")
              : Value.UNKNOWN;
      case "pwd" -> state.variable("PWD").orElse(Value.UNKNOWN);
      case "which" -> words.isEmpty() ? "" : words.getLast();
      case "basename" -> words.isEmpty() ? "" : basename(words);
      case "dirname" -> words.isEmpty() ? "" : dirname(words.getFirst());
      case "realpath", "readlink" -> words.isEmpty() ? "" : words.getLast();
      case "mktemp" -> "/tmp/tmp." + Value.SOME;
      case "date",
          "nproc",
          "wc",
          "id",
          "whoami",
          "hostname",
          "uname",
          "seq",
          "sha256sum",
          "md5sum" ->
          String.valueOf(Value.SOME);
      case "base64" -> decoded(words, command.input());
      case "true", ":", "false", "test", "[", "sleep", "mkdir", "rm", "touch" -> "";
      default -> Value.UNKNOWN;
    };
  }

  private static void directory(List<String> words, State state) {
    List<String> operands = words.stream().filter(word -> !word.startsWith("-")).toList();
    if (operands.isEmpty()) {
      state.enter(words.contains("-") ? Value.UNKNOWN : "/home/agent");
      return;
    }
    String to = Paths.from(state.directory(), operands.getFirst());
    state.enter(to.equals(".") ? "" : to);
  }

  private static void assign(String word, State state) {
    int sign = word.indexOf('=');
    if (sign > 0) {
      state.set(word.substring(0, sign), word.substring(sign + 1));
    }
  }

  private static void known(String name, State state) {
    state.set(name, Value.UNKNOWN);
  }

  private static String echo(List<String> words) {
    int from = 0;
    boolean escapes = false;
    while (from < words.size() && words.get(from).matches("-[neE]+")) {
      escapes |= words.get(from).indexOf('e') > 0;
      from++;
    }
    String text = String.join(" ", words.subList(from, words.size()));
    return escapes ? Escapes.decode(text) : text;
  }

  private static String printf(List<String> words) {
    int from = !words.isEmpty() && words.getFirst().equals("--") ? 1 : 0;
    if (words.size() <= from) {
      return "";
    }
    if (words.get(from).equals("-v")) {
      return "";
    }
    String format = Escapes.decode(words.get(from));
    List<String> values = words.subList(from + 1, words.size());
    StringBuilder out = new StringBuilder();
    int next = 0;
    int rounds = 0;
    do {
      int at = 0;
      while (at < format.length()) {
        char c = format.charAt(at++);
        if (c != '%' || at == format.length()) {
          out.append(c);
          continue;
        }
        while (at < format.length() - 1 && "0123456789.-+ #".indexOf(format.charAt(at)) >= 0) {
          at++;
        }
        char kind = format.charAt(at++);
        if (kind == '%') {
          out.append('%');
        } else {
          String value = next < values.size() ? values.get(next++) : "";
          out.append(kind == 'b' ? Escapes.decode(value) : value);
        }
      }
    } while (next > 0 && next < values.size() && ++rounds < MOST_FORMATTED);
    return trimmed(out.toString());
  }

  private static String trimmed(String text) {
    int end = text.length();
    while (end > 0 && text.charAt(end - 1) == '\n') {
      end--;
    }
    return text.substring(0, end);
  }

  private static String basename(List<String> words) {
    List<String> operands = words.stream().filter(word -> !word.startsWith("-")).toList();
    if (operands.isEmpty()) {
      return Value.UNKNOWN;
    }
    String name = Programs.name(operands.getFirst());
    return operands.size() > 1 && name.endsWith(operands.get(1))
        ? name.substring(0, name.length() - operands.get(1).length())
        : name;
  }

  private static String dirname(String path) {
    int slash = path.lastIndexOf('/');
    return slash < 0 ? "." : slash == 0 ? "/" : path.substring(0, slash);
  }

  private static String decoded(List<String> words, Optional<String> input) {
    boolean decodes =
        words.stream().anyMatch(word -> word.equals("--decode") || word.matches("-[a-zA-Z]*[dD]"));
    String text = input.orElse("").lines().map(String::strip).collect(Collectors.joining());
    if (!decodes || text.isEmpty() || !Value.isKnown(text)) {
      return Value.UNKNOWN;
    }
    try {
      byte[] bytes = Base64.getMimeDecoder().decode(text);
      return Value.clean(new String(bytes, StandardCharsets.UTF_8)).strip();
    } catch (IllegalArgumentException notBase64) {
      return Value.UNKNOWN;
    }
  }
}
