package dev.berth.init.session;

import dev.berth.init.http.Endpoint;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;

/**
 * What session init is told on its standard input before it can speak to the gateway.
 *
 * @param sessionId the session's wire id ({@code session_id})
 * @param token the session's token ({@code token})
 * @param role {@code agent} or {@code verify} ({@code role})
 * @param gateway the gateway's socket ({@code gateway.socket}); reached by tools at {@code
 *     gateway.port} of loopback, 8090
 * @param egress the egress door's socket ({@code egress.socket}); {@code egress.port}, 8091
 * @param home the agent's home directory ({@code home})
 * @param workspace ({@code workspace})
 * @param memoryUsage a file that holds the sandbox's memory use in bytes ({@code memory.usage})
 * @param paths where the sandbox's own places lie when there is no sandbox ({@code path.PLACE})
 * @param pulse how often it reports ({@code pulse_ms}, 5 s)
 */
public record Boot(
    String sessionId,
    String token,
    String role,
    Door gateway,
    Door egress,
    Path home,
    Path workspace,
    Optional<Path> memoryUsage,
    Map<String, String> paths,
    Duration pulse) {
  public Boot {
    paths = Map.copyOf(paths);
  }

  /** A socket of the control plane, and the loopback port that leads to it. */
  public record Door(Path socket, int port) {
    public Endpoint endpoint() {
      return new Endpoint.Unix(socket);
    }
  }

  /**
   * Reads up to the line that holds one dot; what follows on the stream are commands.
   *
   * @throws IOException when the stream ends before that, or a value is missing
   */
  public static Boot read(BufferedReader in) throws IOException {
    StringBuilder text = new StringBuilder();
    for (String line = in.readLine(); !".".equals(line); line = in.readLine()) {
      if (line == null) {
        throw new IOException("standard input ended before the boot properties did");
      }
      text.append(line).append('\n');
    }
    Properties all = new Properties();
    all.load(new StringReader(text.toString()));
    return new Boot(
        need(all, "session_id"),
        need(all, "token"),
        all.getProperty("role", "agent"),
        door(all, "gateway", "8090"),
        door(all, "egress", "8091"),
        Path.of(all.getProperty("home", "/home/agent")),
        Path.of(all.getProperty("workspace", "/workspace")),
        Optional.ofNullable(all.getProperty("memory.usage")).map(Path::of),
        paths(all),
        Duration.ofMillis(Long.parseLong(all.getProperty("pulse_ms", "5000"))));
  }

  private static Map<String, String> paths(Properties all) {
    Map<String, String> paths = new TreeMap<>();
    for (String key : all.stringPropertyNames()) {
      if (key.startsWith("path.")) {
        paths.put(key.substring("path.".length()), all.getProperty(key));
      }
    }
    return paths;
  }

  private static Door door(Properties all, String name, String port) {
    return new Door(
        Path.of(all.getProperty(name + ".socket", "/run/berth/" + name + ".sock")),
        Integer.parseInt(all.getProperty(name + ".port", port)));
  }

  private static String need(Properties all, String key) throws IOException {
    String value = all.getProperty(key);
    if (value == null) {
      throw new IOException("the boot properties lack " + key);
    }
    return value;
  }
}
