package dev.berth.policy.command;

import dev.berth.policy.effect.Sql;
import dev.berth.policy.shell.Command;
import dev.berth.policy.shell.State;
import dev.berth.policy.shell.UnreadableException;
import dev.berth.policy.shell.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Code that is handed to an interpreter with the command. It is not understood, only looked
 * through: for texts that are files of a kind that rules read where something writes, for commands
 * where something runs them, and for SQL.
 */
final class Interpreters {
  static final Set<String> KNOWN =
      Set.of(
          "python",
          "node",
          "nodejs",
          "deno",
          "bun",
          "ruby",
          "perl",
          "php",
          "lua",
          "Rscript",
          "jshell",
          "groovy",
          "pypy",
          "ts-node",
          "tsx",
          "osascript",
          "tclsh",
          "awk",
          "gawk");
  private static final Set<String> CODE = Set.of("c", "e", "E", "p", "r", "eval", "print", "pe");
  private static final Pattern TEXT =
      Pattern.compile(
          "\"((?:[^\"\\\\\\n"
              + "]|\\\\.){0,2000})\"|'((?:[^'\\\\\\n"
              + "]|\\\\.){0,2000})'|`([^`]{0,2000})`");
  private static final Pattern WRITES =
      Pattern.compile(
          "write|open\\s*\\([^)]{0,200},\\s*(?:mode\\s*=\\s*)?['\"][rbt]{0,2}[wax+]|append|dump|save|copy|rename|move|touch|unlink|remove|symlink|link"
              + "|put_contents|print\\s*>|replace\\s*\\(");
  private static final Pattern RUNS =
      Pattern.compile(
          "system|subprocess|exec|popen|spawn|`|\\bcall\\b|\\brun\\b|check_output|%x|sh\\.");
  private static final Pattern DELETES =
      Pattern.compile(
          "rmtree|rmSync|rm_rf|rm_r\\b|remove_tree|removeSync|remove_dir_all|rmdirSync|rimraf");
  private static final int MOST = 200;

  private Interpreters() {}

  /** Without a version. */
  static String plain(String name) {
    return name.replaceFirst("[0-9.]+$", "");
  }

  static void look(Programs.Run run, Found found, Programs programs, State state)
      throws UnreadableException {
    for (String code : codes(run.command())) {
      run.addSql(Sql.destructive(List.of(code)));
      List<String> texts = texts(code);
      if (WRITES.matcher(code).find()) {
        texts.forEach(text -> found.writeIfKind(text, run.slot()));
      }
      if (DELETES.matcher(code).find()) {
        texts.stream().filter(text -> text.equals("/")).forEach(run::deletesTree);
      }
      if (RUNS.matcher(code).find()) {
        commands(run, texts, programs, state);
      }
    }
  }

  private static List<String> codes(Command command) {
    List<String> words = command.words().subList(1, command.words().size());
    List<String> codes = new ArrayList<>();
    boolean awk = command.words().getFirst().endsWith("awk");
    boolean file = false;
    for (int i = 0; i < words.size(); i++) {
      String option = words.get(i).replaceFirst("^--?", "");
      boolean letters =
          words.get(i).matches("-[a-zA-Z]{1,5}")
              && CODE.contains(option.substring(option.length() - 1));
      if (words.get(i).startsWith("-")
          && (letters || CODE.contains(option))
          && i + 1 < words.size()) {
        codes.add(words.get(++i));
      } else if (words.get(i).equals("eval") && i + 1 < words.size()) {
        codes.add(words.get(++i));
      } else if (!words.get(i).startsWith("-")) {
        if (awk) {
          codes.add(words.get(i));
        }
        file = true;
      }
    }
    if (codes.isEmpty() && (!file || words.contains("-"))) {
      command.input().filter(text -> !Value.isUnknown(text)).ifPresent(codes::add);
    }
    return codes;
  }

  private static List<String> texts(String code) {
    List<String> texts = new ArrayList<>();
    Matcher matcher = TEXT.matcher(code);
    while (matcher.find() && texts.size() < MOST) {
      for (int group = 1; group <= 3; group++) {
        if (matcher.group(group) != null) {
          texts.add(matcher.group(group));
        }
      }
    }
    return texts;
  }

  /** Each text as a line, and all neighbouring ones as the words of one command. */
  private static void commands(Programs.Run run, List<String> texts, Programs programs, State state)
      throws UnreadableException {
    for (String text : texts) {
      if (text.indexOf(' ') > 0
          && text.matches(
              "\\s*(?:git|rm|tee|cp|mv|sed|psql|mysql|sqlite3|bash|sh|sudo|env)\\s(?s:.*)")) {
        programs.script(text, state.copy(), Optional.empty());
      }
    }
    int at = 0;
    while (at < texts.size()) {
      if (Set.of("git", "rm", "psql", "mysql", "sqlite3", "bash", "sh").contains(texts.get(at))) {
        List<String> words = new ArrayList<>(texts.subList(at, Math.min(texts.size(), at + 20)));
        programs.run(run.command().within(words, state.directory()), state.copy());
        return;
      }
      at++;
    }
  }
}
