package dev.berth.cli.completion;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;

/** Completion for bash, and for zsh, which runs bash's through a module of its own. */
final class PosixCompletion {
  private final List<Words> words;

  PosixCompletion(CommandLine root) {
    words = Words.all(root);
  }

  String zsh() {
    return "autoload -U +X bashcompinit && bashcompinit\n" + bash();
  }

  String bash() {
    StringBuilder cases = new StringBuilder();
    StringBuilder values = new StringBuilder();
    for (Words at : words) {
      String path = String.join(" ", at.path());
      String all =
          Stream.concat(
                  at.commands().stream().map(Words.Word::name),
                  at.options().stream().flatMap(option -> option.names().stream()))
              .collect(Collectors.joining(" "));
      cases.append("    \"").append(path).append("\") words=\"").append(all).append("\" ;;\n");
      for (Words.Option option : at.options()) {
        if (option.takesValue()) {
          value(path, option, values);
        }
      }
    }
    return """
    # Completion of berth. Commands are told from their arguments by being known after what stands before them.
    _berth() {
      local cur prev path words word i
      cur="${COMP_WORDS[COMP_CWORD]}"
      prev="${COMP_WORDS[COMP_CWORD-1]}"
      path=""
      for ((i = 1; i < COMP_CWORD; i++)); do
        word="${COMP_WORDS[i]}"
        case " ${path:+$path }$word " in
    %s
        esac
      done
      case "$path $prev" in
    %s  esac
      case "$path" in
    %s  esac
      COMPREPLY=($(compgen -W "$words" -- "$cur"))
    }
    complete -o default -F _berth berth
    """
        .formatted(paths(), values, cases);
  }

  private String paths() {
    return words.stream()
        .map(Words::path)
        .filter(path -> !path.isEmpty())
        .map(path -> String.join(" ", path))
        .map(path -> "      \" " + path + " \") path=\"" + path + "\" ;;")
        .collect(Collectors.joining("\n"));
  }

  private static void value(String path, Words.Option option, StringBuilder out) {
    String patterns =
        option.names().stream()
            .map(name -> "\"" + path + " " + name + "\"")
            .collect(Collectors.joining(" | "));
    String known = String.join(" ", option.values());
    String reply =
        known.isEmpty()
            ? "COMPREPLY=()"
            : "COMPREPLY=($(compgen -W \"" + known + "\" -- \"$cur\"))";
    out.append("    ").append(patterns).append(") ").append(reply).append("; return ;;\n");
  }
}
