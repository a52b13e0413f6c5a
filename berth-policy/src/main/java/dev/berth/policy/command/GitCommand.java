package dev.berth.policy.command;

import dev.berth.policy.effect.Paths;
import dev.berth.policy.effect.Setting;
import dev.berth.policy.shell.State;
import dev.berth.policy.shell.UnreadableException;
import dev.berth.policy.shell.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a command of git does, whatever stands before its name. For one line. */
final class GitCommand {
  private static final Set<String> VALUED =
      Set.of(
          "-C",
          "-c",
          "--git-dir",
          "--work-tree",
          "--namespace",
          "--config-env",
          "--exec-path",
          "--super-prefix",
          "--attr-source");

  private final Found found;
  private final Programs programs;
  private final Setting setting;

  GitCommand(Found found, Programs programs, Setting setting) {
    this.found = found;
    this.programs = programs;
    this.setting = setting;
  }

  String look(Programs.Run run, State state) throws UnreadableException {
    Map<String, String> settings = new HashMap<>(state.settings());
    List<String> words = run.arguments();
    String directory = run.slot().directory();
    int at = 0;
    while (at < words.size() && words.get(at).startsWith("-")) {
      String word = words.get(at);
      String value = at + 1 < words.size() ? words.get(at + 1) : "";
      if (word.equals("-c")) {
        configure(settings, value);
      } else if (word.equals("-C")) {
        directory = Paths.from(directory, value);
      }
      at += VALUED.contains(word) ? 2 : 1;
    }
    for (String assignment : run.command().assignments()) {
      environment(settings, assignment, run.command().assignments());
    }
    if (at >= words.size()) {
      return "";
    }
    List<String> rest = new ArrayList<>(words.subList(at + 1, words.size()));
    Found.Slot slot = new Found.Slot(run.slot().text(), directory);
    return command(new Invocation(words.get(at), rest, settings, slot), run, state);
  }

  private static void configure(Map<String, String> settings, String text) {
    int sign = text.indexOf('=');
    if (sign > 0) {
      settings.put(text.substring(0, sign).toLowerCase(Locale.ROOT), text.substring(sign + 1));
    }
  }

  /** {@code GIT_CONFIG_KEY_0} and {@code GIT_CONFIG_VALUE_0}. */
  private static void environment(
      Map<String, String> settings, String assignment, List<String> all) {
    if (assignment.startsWith("GIT_CONFIG_KEY_")) {
      int sign = assignment.indexOf('=');
      String number = assignment.substring("GIT_CONFIG_KEY_".length(), sign);
      String prefix = "GIT_CONFIG_VALUE_" + number + "=";
      all.stream()
          .filter(other -> other.startsWith(prefix))
          .forEach(
              other ->
                  configure(
                      settings,
                      assignment.substring(sign + 1) + "=" + other.substring(prefix.length())));
    }
  }

  private String command(Invocation git, Programs.Run run, State state) throws UnreadableException {
    if (Value.isUnknown(git.name())) {
      run.unresolve();
      return Value.UNKNOWN;
    }
    String alias = git.settings().get("alias." + git.name().toLowerCase(Locale.ROOT));
    if (alias != null) {
      return alias(alias, git, run, state);
    }
    return switch (git.name()) {
      case "push" -> {
        new GitPush(found, setting, state).look(git, run);
        yield "";
      }
      case "send-pack" -> {
        new GitPush(found, setting, state).look(git, run);
        yield "";
      }
      case "config" -> {
        config(git, state);
        yield Value.UNKNOWN;
      }
      case "checkout", "switch" -> {
        checkOut(git, state);
        yield "";
      }
      case "mv" -> {
        moved(git);
        yield "";
      }
      case "rm" -> {
        Arguments arguments = Arguments.of(git.words(), Set.of());
        if (!arguments.has("cached")) {
          arguments.operands().forEach(path -> found.delete(path, git.slot()));
        }
        yield "";
      }
      case "restore" -> {
        restored(git);
        yield "";
      }
      case "branch" -> git.words().contains("--show-current") ? current(state) : Value.UNKNOWN;
      case "rev-parse", "symbolic-ref" -> revision(git, state);
      case "submodule" -> {
        int foreach = git.words().indexOf("foreach");
        if (foreach >= 0) {
          List<String> rest = git.words().subList(foreach + 1, git.words().size());
          programs.script(
              String.join(" ", rest.stream().filter(word -> !word.startsWith("-")).toList()),
              state.copy(),
              Optional.empty());
        }
        yield Value.UNKNOWN;
      }
      case "bisect", "rebase" -> {
        ran(git, state);
        yield Value.UNKNOWN;
      }
      default -> {
        Optional<String> output =
            Arguments.of(git.words(), Set.of("o", "output")).value("o", "output");
        output.ifPresent(path -> found.writeIfKind(path, git.slot()));
        yield Value.UNKNOWN;
      }
    };
  }

  private String alias(String alias, Invocation git, Programs.Run run, State state)
      throws UnreadableException {
    if (alias.startsWith("!")) {
      return programs.script(
          alias.substring(1) + " " + String.join(" ", git.words()), state.copy(), Optional.empty());
    }
    List<String> words = new ArrayList<>(List.of(alias.strip().split("\\s+")));
    Map<String, String> settings = new HashMap<>(git.settings());
    settings.remove("alias." + git.name().toLowerCase(Locale.ROOT));
    String name = words.removeFirst();
    words.addAll(git.words());
    return command(new Invocation(name, words, settings, git.slot()), run, state);
  }

  private void config(Invocation git, State state) {
    Arguments arguments = Arguments.of(git.words(), Set.of("f", "file", "type", "default"));
    arguments.value("f", "file").ifPresent(path -> found.write(path, false, git.slot()));
    List<String> operands = new ArrayList<>(arguments.operands());
    if (!operands.isEmpty()
        && (operands.getFirst().equals("set") || operands.getFirst().equals("add"))) {
      operands.removeFirst();
    }
    if (operands.size() >= 2) {
      state.configure(operands.get(0).toLowerCase(Locale.ROOT), operands.get(1));
    }
  }

  private void checkOut(Invocation git, State state) {
    int paths = git.words().indexOf("--");
    if (paths >= 0) {
      git.words()
          .subList(paths + 1, git.words().size())
          .forEach(path -> found.write(path, false, git.slot()));
      return;
    }
    Arguments arguments =
        Arguments.of(git.words(), Set.of("b", "B", "c", "C", "orphan", "create", "force-create"));
    Optional<String> made = arguments.value("b", "B", "c", "C", "orphan", "create", "force-create");
    List<String> operands = arguments.operands();
    if (made.isPresent()) {
      state.checkOut(made.get());
    } else if (operands.size() == 1 && !operands.getFirst().equals("-")) {
      state.checkOut(operands.getFirst());
      found.writeIfKind(operands.getFirst(), git.slot());
    } else {
      operands.stream().skip(1).forEach(path -> found.write(path, false, git.slot()));
    }
  }

  private void moved(Invocation git) {
    List<String> operands = new ArrayList<>(Arguments.of(git.words(), Set.of()).operands());
    if (operands.size() < 2) {
      return;
    }
    String to = operands.removeLast();
    found.write(to, false, git.slot());
    for (String from : operands) {
      found.delete(from, git.slot());
      found.write(to + "/" + Programs.name(from), false, git.slot());
    }
  }

  private void restored(Invocation git) {
    Arguments arguments = Arguments.of(git.words(), Set.of("s", "source"));
    if (arguments.has("worktree", "W") || !arguments.has("staged", "S")) {
      arguments.operands().forEach(path -> found.write(path, false, git.slot()));
    }
  }

  /** {@code bisect run CMD}, {@code rebase --exec CMD}. */
  private void ran(Invocation git, State state) throws UnreadableException {
    Optional<String> exec = Arguments.of(git.words(), Set.of("x", "exec")).value("x", "exec");
    if (exec.isPresent()) {
      programs.script(exec.get(), state.copy(), Optional.empty());
    }
    if (!git.words().isEmpty() && git.words().getFirst().equals("run")) {
      programs.run(
          new dev.berth.policy.shell.Command(
              List.of(),
              git.words().subList(1, git.words().size()),
              List.of(),
              Optional.empty(),
              state.directory()),
          state.copy());
    }
  }

  private static String revision(Invocation git, State state) {
    boolean named =
        git.words().contains("--abbrev-ref")
            || (git.name().equals("symbolic-ref") && git.words().contains("HEAD"));
    if (!named) {
      return git.words().contains("--show-toplevel")
          ? "/workspace/repo"
          : String.valueOf(Value.SOME);
    }
    return git.words().stream().anyMatch(word -> word.contains("@{"))
        ? Value.UNKNOWN
        : current(state);
  }

  /** Where it is not known, it is the one that the agent works on, which needs no gate. */
  static String current(State state) {
    return state.branch().orElse("HEAD");
  }

  /**
   * One command of git.
   *
   * @param settings given with it, names in small letters
   */
  record Invocation(
      String name, List<String> words, Map<String, String> settings, Found.Slot slot) {}
}
