package dev.berth.engine.session;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The agents that an installation has. Thread-safe. */
public interface AgentCatalog {
  Optional<Agent> find(String name);

  /**
   * An agent.
   *
   * @param directory mounted read-only at {@code /opt/berth/agent}
   * @param command its command line inside the sandbox; for {@code COMMAND} agents the word {@code
   *     {prompt}} stands for the prompt
   * @param environment what it needs besides the environment of every agent
   * @param port where it listens for the invocation
   */
  record Agent(
      String name,
      Kind kind,
      Path directory,
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
