package dev.berth.policy.shell;

import dev.berth.policy.shell.Node.Assignment;
import dev.berth.policy.shell.Node.Redirection;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Goes through the commands of a line in their order, both branches of each condition, each loop
 * once, and hands every simple command on. For one line.
 */
public final class Running implements Expansion.Outputs {
  private final Budget budget;
  private final Commands commands;

  /** Who is told of every simple command. */
  public interface Commands {
    /**
     * A command would run.
     *
     * @param state to be changed by those that change it
     * @return what it writes, without last new lines; {@link Value#UNKNOWN} when not known
     */
    String run(Command command, State state) throws UnreadableException;
  }

  public Running(Budget budget, Commands commands) {
    this.budget = budget;
    this.commands = commands;
  }

  /**
   * Goes through a text.
   *
   * @param input what it reads
   * @return what it writes
   */
  public String run(String text, State state, Optional<String> input) throws UnreadableException {
    return run(ShellParser.parse(text, budget), state, input);
  }

  @Override
  public String of(Node body, State state) throws UnreadableException {
    return run(body, state, Optional.empty());
  }

  @Override
  public void run(Node body, State state) throws UnreadableException {
    run(body, state, Optional.empty());
  }

  private String run(Node node, State state, Optional<String> input) throws UnreadableException {
    budget.enter();
    String output =
        switch (node) {
          case Node.Simple simple -> simple(simple, state, input);
          case Node.Pipeline(List<Node> stages) -> pipeline(stages, state, input);
          case Node.Sequence(List<Node> nodes) -> sequence(nodes, state, input);
          case Node.Group group -> group(group, state, input);
          case Node.Loop loop -> loop(loop, state, input);
          case Node.Function(String name, Node body) -> {
            state.define(name, body);
            yield "";
          }
        };
    budget.leave();
    return output;
  }

  private String pipeline(List<Node> stages, State state, Optional<String> input)
      throws UnreadableException {
    Optional<String> read = input;
    for (Node stage : stages) {
      read = Optional.of(run(stage, state.copy(), read));
    }
    return read.orElse("");
  }

  private String sequence(List<Node> nodes, State state, Optional<String> input)
      throws UnreadableException {
    List<String> all = new ArrayList<>();
    for (Node node : nodes) {
      String output = run(node, state, input);
      if (!output.isEmpty()) {
        all.add(output);
      }
    }
    return String.join("\n", all);
  }

  private String group(Node.Group group, State state, Optional<String> input)
      throws UnreadableException {
    Redirected to = redirected(group.redirections(), state, input);
    writes(to, state);
    return run(group.body(), group.subshell() ? state.copy() : state, to.input());
  }

  private String loop(Node.Loop loop, State state, Optional<String> input)
      throws UnreadableException {
    Redirected to = redirected(loop.redirections(), state, input);
    writes(to, state);
    List<String> items = new Expansion(state, this).words(loop.items());
    // Each value that is known is tried; there are few, or else they are names of files.
    List<String> tried =
        items.isEmpty() ? List.of("") : items.subList(0, Math.min(20, items.size()));
    StringBuilder output = new StringBuilder();
    for (String item : tried) {
      if (!loop.variable().isEmpty()) {
        state.set(loop.variable(), item);
      }
      output.append(run(loop.body(), state, to.input())).append('\n');
    }
    return output.toString().strip();
  }

  private String simple(Node.Simple simple, State state, Optional<String> input)
      throws UnreadableException {
    Expansion expansion = new Expansion(state, this);
    List<String> assignments = new ArrayList<>();
    for (Assignment assignment : simple.assignments()) {
      String value = expansion.text(assignment.value());
      assignments.add(assignment.name() + "=" + value);
      if (simple.words().isEmpty()) {
        state.set(assignment.name(), value);
      }
    }
    List<String> words = expansion.words(simple.words());
    Redirected to = redirected(simple.redirections(), state, input);
    boolean elsewhere = !to.writes().isEmpty();
    if (words.isEmpty() && !elsewhere) {
      return to.input().orElse("").isEmpty() ? "" : to.input().get();
    }
    budget.command();
    Optional<Node> function = words.isEmpty() ? Optional.empty() : state.function(words.getFirst());
    if (function.isPresent()) {
      writes(to, state);
      state.arguments(words.subList(1, words.size()));
      return run(function.get(), state, to.input());
    }
    String output =
        commands.run(
            new Command(assignments, words, to.writes(), to.input(), state.directory()), state);
    return elsewhere && !to.writes().equals(List.of("/dev/stdout")) ? "" : output;
  }

  private void writes(Redirected to, State state) throws UnreadableException {
    if (!to.writes().isEmpty()) {
      commands.run(
          new Command(List.of(), List.of(), to.writes(), Optional.empty(), state.directory()),
          state);
    }
  }

  private Redirected redirected(List<Redirection> redirections, State state, Optional<String> input)
      throws UnreadableException {
    Expansion expansion = new Expansion(state, this);
    List<String> writes = new ArrayList<>();
    Optional<String> read = input;
    for (Redirection redirection : redirections) {
      String target = expansion.text(redirection.target());
      switch (redirection.kind()) {
        case WRITE, APPEND -> writes.add(target);
        case READ -> read = Optional.of(Value.UNKNOWN);
        case TEXT -> read = Optional.of(target);
        case DUPLICATE -> {
          // Another descriptor: what is written there was looked at where it was opened.
        }
      }
    }
    return new Redirected(writes, read);
  }

  private record Redirected(List<String> writes, Optional<String> input) {}
}
