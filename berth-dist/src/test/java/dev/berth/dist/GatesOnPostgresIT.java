package dev.berth.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.berth.api.lease.LeaseDetail;
import dev.berth.testkit.store.PostgresServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;

/** On processes and PostgreSQL. */
@Tag("long")
final class GatesOnPostgresIT extends GateScenarios {
  @Override
  Map<String, String> flags() {
    return Map.of("database.url", PostgresServer.newDatabase());
  }

  @Override
  void require() {
    for (String tool : new String[] {"bwrap", "python3"}) {
      assumeTrue(Files.isExecutable(Path.of("/usr/bin", tool)), tool + " is not installed");
    }
  }

  @Override
  void kill(LeaseDetail compute) {
    long pid = Long.parseLong(String.valueOf(compute.handle()).split("/", 2)[0]);
    assertThat(ProcessHandle.of(pid).map(ProcessHandle::destroyForcibly)).contains(true);
  }
}
