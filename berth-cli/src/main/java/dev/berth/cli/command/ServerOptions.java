package dev.berth.cli.command;

import dev.berth.cli.config.ClientConfig;
import java.util.Map;
import picocli.CommandLine.Option;

/** Options of every command that talks to a server. */
public final class ServerOptions {
  @Option(
      names = "--server",
      paramLabel = "URL",
      description = "The server. Default: BERTH_SERVER, else the one started on this machine.")
  private String server = "";

  @Option(
      names = "--token",
      paramLabel = "TOKEN",
      description =
          "API key or token. Better in BERTH_TOKEN: arguments can be seen by other users.")
  private String token = "";

  public ClientConfig resolve(Map<String, String> environment) {
    return ClientConfig.resolve(server, token, environment);
  }
}
