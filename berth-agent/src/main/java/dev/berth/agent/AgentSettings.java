package dev.berth.agent;

import dev.berth.agent.turn.TurnLoop;
import dev.berth.runtime.session.Pace;
import java.nio.file.Path;
import java.util.List;

/**
 * How the agent runs.
 *
 * @param workspace an existing directory; a repository is cloned into its {@code repo}
 */
public record AgentSettings(
    String host, int port, Path workspace, Pace pace, TurnLoop.Patience patience) {
  /**
   * Settings from command line arguments: {@code --host}, {@code --port} and {@code --workspace},
   * each with a value.
   *
   * @throws IllegalArgumentException naming the argument that is not understood
   */
  public static AgentSettings parse(List<String> arguments) {
    String host = "0.0.0.0";
    int port = 8080;
    Path workspace = Path.of("/workspace");
    if (arguments.size() % 2 != 0) {
      throw new IllegalArgumentException(
          "every argument needs a value: --host, --port, --workspace");
    }
    for (int i = 0; i < arguments.size(); i += 2) {
      String value = arguments.get(i + 1);
      switch (arguments.get(i)) {
        case "--host" -> host = value;
        case "--port" -> port = Integer.parseInt(value);
        case "--workspace" -> workspace = Path.of(value);
        default ->
            throw new IllegalArgumentException(
                "unknown argument " + arguments.get(i) + "; there are --host, --port, --workspace");
      }
    }
    return new AgentSettings(host, port, workspace, Pace.STANDARD, TurnLoop.Patience.STANDARD);
  }
}
