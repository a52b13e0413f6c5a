package dev.berth.chaos.real;

import dev.berth.cli.config.ClientFile;
import dev.berth.core.error.BerthException;
import dev.berth.core.time.SystemTime;
import dev.berth.core.time.Time;
import dev.berth.core.waypoint.Waypoints;
import dev.berth.server.BerthServer;
import dev.berth.server.Installed;
import dev.berth.server.Surroundings;
import dev.berth.server.config.BerthConfig;
import dev.berth.server.config.ConfigLoader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * {@code berth up} of the package with wrappers around its ports: {@code LabServer DATA CONTROL}.
 * Ends when its standard input does: it does not outlive the lab that started it.
 */
final class LabServer {
  /** There when it serves. */
  static final String READY = "ready";

  /** There when it cannot: code, what happened, what helps; a line each. */
  static final String REFUSED = "refused";

  private LabServer() {}

  public static void main(String[] arguments) throws IOException {
    Path data = Path.of(arguments[0]);
    Path control = Path.of(arguments[1]);
    System.setProperty("berth.log.file", data.resolve("server.log").toString());
    try {
      serve(data, control);
    } catch (BerthException e) {
      Files.writeString(
          control.resolve(REFUSED), e.code() + "\n" + e.detail() + "\n" + e.code().remedy());
      System.exit(1);
    }
    while (System.in.read() >= 0) {
      // Nobody writes: what is waited for is the end.
    }
    System.exit(0);
  }

  private static void serve(Path data, Path control) throws IOException {
    Map<String, String> environment = System.getenv();
    BerthConfig config = ConfigLoader.load(data, Optional.empty(), environment, Map.of());
    Time time = new SystemTime();
    ArmedPorts ports = ArmedPorts.of(Orders.read(control), control, time);
    BerthServer server =
        BerthServer.start(
            config, Installed.of(environment), new Surroundings(time, Waypoints.none(), ports));
    new ClientFile(server.address().toString(), token(server, data)).write(data);
    Files.createFile(control.resolve(READY));
  }

  private static String token(BerthServer server, Path data) {
    return ClientFile.read(data)
        .map(ClientFile::token)
        .filter(server::recognises)
        .orElseGet(() -> server.newLocalKey().reveal());
  }
}
