package dev.berth.engine.session;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The agents that an installation has. Thread-safe. */
public interface AgentCatalog {
  /** Where a sandbox has an agent's own directory. */
  String DIRECTORY = "/opt/berth/agent";

  Optional<Agent> find(String name);

  /**
   * An agent.
   *
   * @param directory mounted read-only at {@link #DIRECTORY}; empty for an agent that sandboxes
   *     have anyway
   * @param command its command line inside the sandbox; in that of a {@code COMMAND} agent whole
   *     words stand for what a session is about, see {@code AgentStart}
   * @param environment what it needs besides the environment of every agent
   * @param port where it listens for the invocation
   */
  record Agent(
      String name,
      Kind kind,
      Optional<Path> directory,
      List<String> command,
      Map<String, String> environment,
      int port) {
    public Agent {
      command = List.copyOf(command);
      environment = Map.copyOf(environment);
    }
  }

  /** How an agent and Berth speak. */
  enum Kind {
    /** Uses the session protocol. */
    AWARE,
    /** Answers an invocation and knows nothing of Berth. */
    PLAIN,
    /** A command line. */
    COMMAND;

    /** The name in the session protocol. */
    public String wire() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
