package dev.berth.compute.process;

import static org.awaitility.Awaitility.await;

import dev.berth.compute.host.Handle;
import dev.berth.core.backend.Observation;
import dev.berth.testkit.gateway.PlayedGateway;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;

/**
 * A server in a process of its own, with keys wherever a server has any: {@code PlantedServer DATA
 * SCRIPT PLAN HEARD ORPHAN_MS LIFE_MS KEY}. Runs one session, says {@code started}, and keeps what
 * the session sent in HEARD.
 */
final class PlantedServer {
  private PlantedServer() {}

  public static void main(String[] arguments) throws Exception {
    Path heard = Path.of(arguments[3]);
    TestHost.Wanted wanted =
        TestHost.Wanted.agent(Files.readString(Path.of(arguments[1])))
            .planned(Files.readString(Path.of(arguments[2])))
            .living(Duration.ofMillis(Long.parseLong(arguments[5])));
    Duration orphanAfter = Duration.ofMillis(Long.parseLong(arguments[4]));
    try (TestHost host = TestHost.sandboxed(Path.of(arguments[0]), orphanAfter)) {
      TestHost.Session session = host.start(wanted, _ -> {});
      await().until(() -> session.gateway.heard("/session/ready"));
      Handle handle = Handle.parse(session.process.handle().orElseThrow());
      System.out.println("started " + handle.pid() + " " + session.process.id());
      await()
          .atMost(Duration.ofMinutes(2))
          .until(() -> !(session.observed() instanceof Observation.Running));
      for (PlayedGateway.Call call : session.gateway.calls()) {
        String text = call.target() + "\n" + call.text() + "\n";
        Files.writeString(
            heard,
            text,
            StandardCharsets.UTF_8,
            StandardOpenOption.CREATE,
            StandardOpenOption.APPEND);
      }
    }
  }
}
