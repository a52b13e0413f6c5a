package dev.berth.policy.command;

import dev.berth.policy.shell.Command;
import dev.berth.policy.shell.State;
import dev.berth.policy.shell.UnreadableException;
import dev.berth.policy.shell.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Programs and builtins that run another command, or a text as a script. For one line. */
final class Wrappers {
  /** Options of each that take a value; how many operands come before the command. */
  private static final Map<String, Prefix> PREFIXES =
      Map.ofEntries(
          Map.entry(
              "sudo", new Prefix(Set.of("u", "g", "C", "h", "p", "r", "t", "T", "D", "user"), 0)),
          Map.entry("doas", new Prefix(Set.of("u", "C"), 0)),
          Map.entry("nohup", new Prefix(Set.of(), 0)),
          Map.entry("setsid", new Prefix(Set.of(), 0)),
          Map.entry("builtin", new Prefix(Set.of(), 0)),
          Map.entry("exec", new Prefix(Set.of("a"), 0)),
          Map.entry("time", new Prefix(Set.of("f", "o", "format", "output"), 0)),
          Map.entry("nice", new Prefix(Set.of("n", "adjustment"), 0)),
          Map.entry("ionice", new Prefix(Set.of("c", "n", "class", "classdata"), 0)),
          Map.entry("chrt", new Prefix(Set.of(), 1)),
          Map.entry("taskset", new Prefix(Set.of(), 1)),
          Map.entry("timeout", new Prefix(Set.of("s", "k", "signal", "kill-after"), 1)),
          Map.entry("gtimeout", new Prefix(Set.of("s", "k", "signal", "kill-after"), 1)),
          Map.entry("stdbuf", new Prefix(Set.of("i", "o", "e", "input", "output", "error"), 0)),
          Map.entry("unbuffer", new Prefix(Set.of(), 0)),
          Map.entry("chronic", new Prefix(Set.of(), 0)),
          Map.entry("strace", new Prefix(Set.of("o", "e", "p", "s", "u", "E"), 0)),
          Map.entry("ltrace", new Prefix(Set.of("o", "e", "p", "s", "u"), 0)),
          Map.entry(
              "xvfb-run", new Prefix(Set.of("n", "s", "e", "f", "server-args", "server-num"), 0)),
          Map.entry("busybox", new Prefix(Set.of(), 0)),
          Map.entry("toybox", new Prefix(Set.of(), 0)),
          Map.entry("watch", new Prefix(Set.of("n", "interval"), 0)),
          Map.entry("entr", new Prefix(Set.of(), 0)),
          Map.entry("chroot", new Prefix(Set.of("userspec", "groups"), 1)),
          Map.entry("unshare", new Prefix(Set.of("setuid", "setgid", "R", "w"), 0)),
          Map.entry("setpriv", new Prefix(Set.of("reuid", "regid"), 0)),
          Map.entry("fakeroot", new Prefix(Set.of(), 0)),
          Map.entry("catchsegv", new Prefix(Set.of(), 0)),
          Map.entry("dotenv", new Prefix(Set.of("f", "e"), 0)),
          Map.entry("npx", new Prefix(Set.of("p", "package"), 0)),
          Map.entry("bunx", new Prefix(Set.of(), 0)),
          Map.entry("parallel", new Prefix(Set.of("j", "jobs", "a", "arg-file"), 0)));

  /** Programs whose first argument is a word for "run this". */
  private static final Map<String, Set<String>> RUNNERS =
      Map.of(
          "uv", Set.of("run"),
          "poetry", Set.of("run"),
          "pipenv", Set.of("run"),
          "pdm", Set.of("run"),
          "hatch", Set.of("run"),
          "bundle", Set.of("exec"),
          "pnpm", Set.of("exec", "dlx"),
          "yarn", Set.of("exec", "dlx"),
          "npm", Set.of("exec", "x"),
          "mise", Set.of("exec", "x"));

  private static final Set<String> SHELLS =
      Set.of("sh", "bash", "zsh", "dash", "ksh", "mksh", "ash", "rbash", "fish", "su");

  /**
   * What runs commands elsewhere: what they write there is not here, what they say to a database
   * is.
   */
  private static final Set<String> ELSEWHERE =
      Set.of(
          "docker",
          "podman",
          "docker-compose",
          "kubectl",
          "ssh",
          "vagrant",
          "heroku",
          "fly",
          "flyctl",
          "nerdctl",
          "oc",
          "lxc",
          "gcloud");

  private final Programs programs;

  Wrappers(Programs programs) {
    this.programs = programs;
  }

  /** What the command inside writes; empty when this is none of them. */
  Optional<String> look(Programs.Run run, State state) throws UnreadableException {
    String name = Programs.name(run.command().words().getFirst());
    if (PREFIXES.containsKey(name)) {
      return inside(run, run.after(1), PREFIXES.getOrDefault(name, new Prefix(Set.of(), 0)), state);
    }
    if (RUNNERS.containsKey(name)
        && run.arguments().stream()
            .findFirst()
            .filter(RUNNERS.getOrDefault(name, Set.of())::contains)
            .isPresent()) {
      return inside(run, run.after(2), new Prefix(Set.of("with", "python", "p"), 0), state);
    }
    if (SHELLS.contains(name)) {
      return Optional.of(shell(run, state));
    }
    if (ELSEWHERE.contains(name)) {
      elsewhere(run);
      return Optional.empty();
    }
    return switch (name) {
      case "env" -> Optional.of(env(run, state));
      case "command" -> commandBuiltin(run, state);
      case "eval" -> {
        run.passOn();
        yield Optional.of(
            text(run, String.join(" ", run.arguments()), state, run.command().input()));
      }
      case "source", "." -> {
        source(run);
        yield Optional.of("");
      }
      case "trap" -> {
        if (!run.arguments().isEmpty() && !run.arguments().getFirst().startsWith("-")) {
          text(run, run.arguments().getFirst(), state.copy(), Optional.empty());
        }
        yield Optional.of("");
      }
      case "xargs" -> Optional.of(xargs(run, state));
      case "find", "fd" -> {
        new Finding(programs).look(run, state);
        yield Optional.of(Value.UNKNOWN);
      }
      case "flock", "script", "nix-shell" -> {
        script(run, state);
        yield Optional.of(Value.UNKNOWN);
      }
      default -> Optional.empty();
    };
  }

  private Optional<String> inside(Programs.Run run, List<String> words, Prefix prefix, State state)
      throws UnreadableException {
    List<String> rest = skipped(words, prefix);
    if (rest.isEmpty()) {
      return Optional.of("");
    }
    run.passOn();
    return Optional.of(programs.run(run.command().within(rest, state.directory()), state));
  }

  /** Without leading options and their values, assignments, and the operands before the command. */
  private static List<String> skipped(List<String> words, Prefix prefix) {
    int at = 0;
    int operands = prefix.operands();
    while (at < words.size()) {
      String word = words.get(at);
      if (word.equals("--")) {
        at++;
        break;
      }
      if (word.length() > 1 && word.charAt(0) == '-') {
        String option =
            word.startsWith("--") ? word.substring(2) : word.substring(word.length() - 1);
        boolean alone = word.startsWith("--") ? word.indexOf('=') < 0 : word.length() == 2;
        at += alone && prefix.valued().contains(option) ? 2 : 1;
      } else if (word.matches("[A-Za-z_][A-Za-z0-9_]*=(?s:.*)")) {
        at++;
      } else if (operands > 0) {
        operands--;
        at++;
      } else {
        break;
      }
    }
    return new ArrayList<>(words.subList(Math.min(at, words.size()), words.size()));
  }

  private String env(Programs.Run run, State state) throws UnreadableException {
    List<String> words = run.arguments();
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      boolean split = word.equals("-S") || word.equals("--split-string");
      if (split && i + 1 < words.size()) {
        run.passOn();
        return text(
            run,
            words.get(i + 1) + " " + quoted(words.subList(i + 2, words.size())),
            state,
            run.command().input());
      }
      if (word.startsWith("-S") || word.startsWith("--split-string=")) {
        run.passOn();
        return text(
            run, word.replaceFirst("^(-S|--split-string=)", ""), state, run.command().input());
      }
    }
    return inside(run, words, new Prefix(Set.of("u", "C", "unset", "chdir"), 0), state).orElse("");
  }

  private static String quoted(List<String> words) {
    StringBuilder text = new StringBuilder();
    words.forEach(word -> text.append('\'').append(word.replace("'", "'\\''")).append("' "));
    return text.toString();
  }

  private Optional<String> commandBuiltin(Programs.Run run, State state)
      throws UnreadableException {
    List<String> words = run.arguments();
    if (!words.isEmpty() && (words.getFirst().equals("-v") || words.getFirst().equals("-V"))) {
      return Optional.of(words.size() > 1 ? words.get(1) : "");
    }
    return inside(run, words, new Prefix(Set.of(), 0), state);
  }

  private String shell(Programs.Run run, State state) throws UnreadableException {
    List<String> words = run.arguments();
    boolean commands = false;
    int at = 0;
    while (at < words.size() && words.get(at).startsWith("-") && words.get(at).length() > 1) {
      String word = words.get(at++);
      if (word.equals("--")) {
        break;
      }
      commands |= word.equals("--command") || word.matches("-[a-zA-Z]*c[a-zA-Z]*");
      if (word.equals("-o")
          || word.equals("-O")
          || word.equals("--rcfile")
          || word.equals("--init-file")) {
        at++;
      }
    }
    List<String> rest = words.subList(Math.min(at, words.size()), words.size());
    State inner = state.copy();
    if (commands && !rest.isEmpty()) {
      run.passOn();
      inner.arguments(rest.subList(Math.min(2, rest.size()), rest.size()));
      return text(run, rest.getFirst(), inner, run.command().input());
    }
    if (rest.isEmpty() || rest.getFirst().equals("-") || words.contains("-s")) {
      Optional<String> input = run.command().input().filter(text -> !text.isEmpty());
      return input.isEmpty() ? "" : text(run, input.get(), inner, Optional.empty());
    }
    if (rest.getFirst().startsWith("/dev/")) {
      run.unresolve();
    }
    return Value.UNKNOWN;
  }

  /** A text as a script; one that is not known could be any command. */
  private String text(Programs.Run run, String script, State state, Optional<String> input)
      throws UnreadableException {
    if (Value.isUnknown(script.strip())) {
      run.unresolve();
      return Value.UNKNOWN;
    }
    return programs.script(script, state, input);
  }

  private static void source(Programs.Run run) {
    if (run.arguments().stream().findFirst().filter(file -> file.startsWith("/dev/")).isPresent()) {
      run.unresolve();
    }
  }

  private String xargs(Programs.Run run, State state) throws UnreadableException {
    Set<String> valued =
        Set.of(
            "I",
            "n",
            "P",
            "L",
            "d",
            "a",
            "E",
            "s",
            "max-args",
            "max-procs",
            "delimiter",
            "arg-file",
            "replace",
            "max-lines");
    List<String> words = run.arguments();
    List<String> rest = skipped(words, new Prefix(valued, 0));
    if (rest.isEmpty()) {
      return Value.UNKNOWN;
    }
    run.passOn();
    Optional<String> replaced =
        Arguments.of(words.subList(0, words.size() - rest.size()), valued)
            .value("I", "replace", "i")
            .map(sign -> sign.isEmpty() ? "{}" : sign);
    String input = run.command().input().orElse("");
    List<String> items =
        input.isEmpty() || Value.isUnknown(input)
            ? List.of(Value.UNKNOWN)
            : List.of(input.split("[\\s\\x00]+"));
    if (replaced.isEmpty()) {
      rest.addAll(items);
      return programs.run(run.command().within(rest, state.directory()), state.copy());
    }
    for (String item : items.subList(0, Math.min(20, items.size()))) {
      List<String> one = rest.stream().map(word -> word.replace(replaced.get(), item)).toList();
      programs.run(run.command().within(one, state.directory()), state.copy());
    }
    return Value.UNKNOWN;
  }

  /** {@code -c TEXT}, {@code --run TEXT}, or for {@code flock} a command after the file. */
  private void script(Programs.Run run, State state) throws UnreadableException {
    Arguments arguments =
        Arguments.of(run.arguments(), Set.of("c", "command", "run", "w", "E", "timeout"));
    Optional<String> text = arguments.value("c", "command", "run");
    if (text.isPresent()) {
      text(run, text.get(), state.copy(), Optional.empty());
    } else if (arguments.operands().size() > 1) {
      List<String> operands = arguments.operands();
      programs.run(
          run.command().within(operands.subList(1, operands.size()), state.directory()), state);
    }
  }

  /** Databases and shells in the middle of the arguments. */
  private static void elsewhere(Programs.Run run) {
    List<String> words = run.command().words();
    Command command = run.command();
    for (int i = 1; i < words.size(); i++) {
      String name = Programs.name(words.get(i));
      if (Databases.KNOWN.contains(name)) {
        run.addSql(dev.berth.policy.effect.Sql.destructive(Databases.texts(command)));
        return;
      }
      boolean shell = SHELLS.contains(name) && i + 1 < words.size();
      if (shell || words.get(i).indexOf(' ') > 0) {
        Elsewhere.look(run, words.subList(i, words.size()), command);
        return;
      }
    }
  }

  /** Options with values, and operands, that stand before a command. */
  private record Prefix(Set<String> valued, int operands) {}
}
