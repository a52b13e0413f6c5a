package dev.berth.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.berth.api.gate.PendingGate;
import dev.berth.api.lease.LeaseDetail;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** On processes and the embedded database. */
final class GatesIT extends GateScenarios {
  @Override
  Map<String, String> flags() {
    return Map.of();
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

  /** J, with a server that is stopped in order; `CrashIT` kills it. */
  @Test
  void jAGateOutlivesTheServer() throws Exception {
    try (GateWorld other = GateWorld.open(Map.of(), Map.of())) {
      String task =
          other.submit(
              GateWorld.Agent.BARE, "", List.of("echo 1 > /tmp/.env", "echo 42 > answer"), null);
      PendingGate gate = other.gate(task);
      other.restart();
      assertThat(other.waiting(task)).singleElement().isEqualTo(gate);
      approve(other.served(), gate);
      other.completed(task);
      assertThat(other.log(task)).contains("ran 0 echo 1");
    }
  }
}
