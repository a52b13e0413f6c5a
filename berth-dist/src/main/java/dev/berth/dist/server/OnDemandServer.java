package dev.berth.dist.server;

import dev.berth.cli.command.CliContext;
import dev.berth.cli.config.ClientFile;
import dev.berth.cli.config.DataDirectory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Lets people look at, and take, what {@code berth run} left when no server runs any more: one is
 * started on the same data for as long as the command takes.
 */
public final class OnDemandServer implements AutoCloseable {
  private static final Set<String> COMMANDS =
      Set.of("apply", "artifacts", "diff", "events", "list", "logs", "receipt", "status");
  private static final int CONNECT_MILLIS = 500;

  private final Optional<LocalServer> server;

  private OnDemandServer(Optional<LocalServer> server) {
    this.server = server;
  }

  /**
   * Starts one when the command needs it, nobody named another server, and the one of this data is
   * gone.
   */
  public static OnDemandServer of(List<String> arguments, CliContext context) {
    boolean wanted =
        !arguments.isEmpty()
            && COMMANDS.contains(arguments.getFirst())
            && context.environment().getOrDefault("BERTH_SERVER", "").isEmpty()
            && arguments.stream().noneMatch(OnDemandServer::isSettled);
    if (!wanted) {
      return new OnDemandServer(Optional.empty());
    }
    Path data = DataDirectory.locate(context.environment());
    Optional<ClientFile> known = ClientFile.read(data);
    if (known.isEmpty() || answers(URI.create(known.get().server()))) {
      return new OnDemandServer(Optional.empty());
    }
    return new OnDemandServer(
        Optional.of(
            LocalServer.start(context, data, Optional.empty(), Map.of("server.port", "0"))));
  }

  @Override
  public void close() {
    server.ifPresent(LocalServer::close);
  }

  private static boolean isSettled(String argument) {
    return Arrays.asList("--help", "-h").contains(argument) || argument.startsWith("--server");
  }

  private static boolean answers(URI server) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(server.getHost(), server.getPort()), CONNECT_MILLIS);
      return true;
    } catch (IOException e) {
      // Refused or silent: whatever listened there is gone.
      return false;
    }
  }
}
