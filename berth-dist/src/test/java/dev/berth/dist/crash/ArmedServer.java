package dev.berth.dist.crash;

import dev.berth.cli.config.ClientFile;
import dev.berth.server.BerthServer;
import dev.berth.server.Installed;
import dev.berth.server.config.BerthConfig;
import dev.berth.server.config.ConfigLoader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/**
 * {@code berth up} of the packaged server with stops at its waypoints: {@code ArmedServer DATA
 * CONTROL}. Everything but this class, the stops and the clock's shift comes from the package.
 */
final class ArmedServer {
  static final String READY = "ready";

  private ArmedServer() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    Path data = Path.of(arguments[0]);
    Path control = Path.of(arguments[1]);
    Orders orders = Orders.read(control);
    System.setProperty("berth.log.file", data.resolve("server.log").toString());
    Map<String, String> environment = System.getenv();
    BerthConfig config =
        ConfigLoader.load(data, Optional.empty(), environment, Map.of("server.port", "0"));
    BerthServer server =
        BerthServer.start(
            config,
            Installed.of(environment),
            new ShiftedTime(orders.shift()),
            new Stops(control, orders));
    new ClientFile(server.address().toString(), token(server, data)).write(data);
    Files.createFile(control.resolve(READY));
    new CountDownLatch(1).await();
  }

  private static String token(BerthServer server, Path data) {
    return ClientFile.read(data)
        .map(ClientFile::token)
        .filter(server::recognises)
        .orElseGet(() -> server.newLocalKey().reveal());
  }
}
