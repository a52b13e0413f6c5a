package dev.berth.policy.shell;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is known of a shell while it runs: variables, directory, functions. For one thread. */
public final class State {
  private final Map<String, String> variables;
  private final Map<String, String> settings;
  private final Map<String, Node> functions;
  private String directory;
  private Optional<String> branch;

  private State(
      Map<String, String> variables,
      Map<String, String> settings,
      Map<String, Node> functions,
      String directory,
      Optional<String> branch) {
    this.variables = new HashMap<>(variables);
    this.settings = new HashMap<>(settings);
    this.functions = new HashMap<>(functions);
    this.directory = directory;
    this.branch = branch;
  }

  /**
   * That of a new shell in the repository.
   *
   * @param branch what is checked out, as far as that is known
   */
  public static State fresh(Optional<String> branch) {
    return new State(
        Map.of("HOME", "/home/agent", "TMPDIR", "/tmp", "IFS", " ", "USER", "agent"),
        Map.of(),
        Map.of(),
        "",
        branch);
  }

  /** One whose changes this one does not see. */
  public State copy() {
    return new State(variables, settings, functions, directory, branch);
  }

  public Optional<String> variable(String name) {
    if (name.equals("PWD")) {
      return Optional.of(directory.isEmpty() ? "/workspace/repo" : directory);
    }
    return Optional.ofNullable(variables.get(name));
  }

  public void set(String name, String value) {
    variables.put(name, value);
  }

  /** Relative to the repository; empty for its root. */
  public String directory() {
    return directory;
  }

  public void enter(String newDirectory) {
    directory = newDirectory;
  }

  /** The branch that is checked out. */
  public Optional<String> branch() {
    return branch;
  }

  public void checkOut(String name) {
    branch = Optional.of(name);
  }

  /** Settings of git that this line made, with names in small letters. */
  public Map<String, String> settings() {
    return Map.copyOf(settings);
  }

  public void configure(String name, String value) {
    settings.put(name, value);
  }

  /** Remembers a function. */
  public void define(String name, Node body) {
    functions.put(name, body);
  }

  /** The body of a function that this line defined. */
  public Optional<Node> function(String name) {
    return Optional.ofNullable(functions.get(name));
  }

  /** Sets {@code $@}, {@code $1} and so on. */
  public void arguments(List<String> words) {
    variables.put("@", String.join(" ", words));
    variables.put("*", String.join(" ", words));
    for (int i = 0; i < Math.min(9, words.size()); i++) {
      variables.put(String.valueOf(i + 1), words.get(i));
    }
  }
}
