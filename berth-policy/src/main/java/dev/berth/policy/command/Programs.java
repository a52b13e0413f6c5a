package dev.berth.policy.command;

import dev.berth.policy.effect.Does;
import dev.berth.policy.effect.Paths;
import dev.berth.policy.effect.Setting;
import dev.berth.policy.effect.Sql;
import dev.berth.policy.shell.Budget;
import dev.berth.policy.shell.Command;
import dev.berth.policy.shell.Running;
import dev.berth.policy.shell.State;
import dev.berth.policy.shell.UnreadableException;
import dev.berth.policy.shell.Value;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Says of each simple command what it does, through everything that runs another. For one line. */
final class Programs implements Running.Commands {
  private final Budget budget;
  private final Found found;
  private final Running running;
  private final GitCommand git;
  private final Wrappers wrappers;

  Programs(Setting setting, Budget budget, Found found) {
    this.budget = budget;
    this.found = found;
    this.running = new Running(budget, this);
    this.git = new GitCommand(found, this, setting);
    this.wrappers = new Wrappers(this);
  }

  /** Reads a text as a script in a shell of its own. */
  String script(String text, State state, Optional<String> input) throws UnreadableException {
    return running.run(text, state, input);
  }

  @Override
  public String run(Command command, State state) throws UnreadableException {
    budget.enter();
    Run run = new Run(command, new Found.Slot(CommandText.of(command), command.directory()));
    for (String path : command.writes()) {
      found.write(path, true, run.slot());
    }
    String output = command.words().isEmpty() ? "" : look(run, state);
    if (!command.words().isEmpty() && (!run.passedOn() || run.unresolved())) {
      found.run(
          new Does.Run(
              run.slot().text(),
              name(command.words().getFirst()),
              command.words().stream().skip(1).map(Value::shown).toList(),
              run.deletes(),
              run.sql(),
              run.unresolved()));
    }
    budget.leave();
    return output;
  }

  private String look(Run run, State state) throws UnreadableException {
    String first = run.command().words().getFirst();
    if (Value.isUnknown(first)) {
      run.unresolved = true;
      return Value.UNKNOWN;
    }
    Optional<String> wrapped = wrappers.look(run, state);
    if (wrapped.isPresent()) {
      return wrapped.get();
    }
    String name = name(first);
    if (name.equals("git")) {
      return git.look(run, state);
    }
    FileCommands.look(name, run, found);
    Deleting.look(name, run, found);
    if (Interpreters.KNOWN.contains(Interpreters.plain(name))) {
      Interpreters.look(run, found, this, state);
    }
    if (Databases.KNOWN.contains(name)) {
      run.sql.addAll(Sql.destructive(Databases.texts(run.command())));
    }
    Fetching.look(name, run, found);
    return Builtins.look(name, run.command(), state);
  }

  /** Without its directory; upper and lower case differ, as they do for the system. */
  static String name(String word) {
    return word.substring(word.lastIndexOf('/') + 1);
  }

  /** One command while it is looked at. */
  static final class Run {
    private final Command command;
    private final Found.Slot slot;
    private final Set<String> deletes = new LinkedHashSet<>();
    private final Set<String> sql = new LinkedHashSet<>();
    private boolean unresolved;
    private boolean passedOn;

    Run(Command command, Found.Slot slot) {
      this.command = command;
      this.slot = slot;
    }

    Command command() {
      return command;
    }

    List<String> arguments() {
      return command.words().subList(1, command.words().size());
    }

    Found.Slot slot() {
      return slot;
    }

    /** A tree is deleted; one of which only the end is known could be everything. */
    void deletesTree(String path) {
      if (path.startsWith(Value.UNKNOWN) && path.matches(Value.ANY + "+/[" + Value.SOME + "]?")) {
        unresolved = true;
        return;
      }
      String all = path.endsWith("/" + Value.SOME) ? path.substring(0, path.length() - 1) : path;
      String here = path.equals(String.valueOf(Value.SOME)) ? "." : all;
      String normal = Paths.from(command.directory(), here);
      String plain = normal.endsWith("/.") ? normal.substring(0, normal.length() - 1) : normal;
      deletes.add(Value.shown(plain));
    }

    void addSql(Set<String> statements) {
      sql.addAll(statements);
    }

    /** Something that rules read is known only when it runs. */
    void unresolve() {
      unresolved = true;
    }

    /** It only runs another, which is told of for itself. */
    void passOn() {
      passedOn = true;
    }

    Set<String> deletes() {
      return deletes;
    }

    Set<String> sql() {
      return sql;
    }

    boolean unresolved() {
      return unresolved;
    }

    boolean passedOn() {
      return passedOn;
    }

    /** The words after some, as a command of their own. */
    List<String> after(int count) {
      List<String> words = command.words();
      return new ArrayList<>(words.subList(Math.min(count, words.size()), words.size()));
    }
  }
}
