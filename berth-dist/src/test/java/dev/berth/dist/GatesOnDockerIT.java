package dev.berth.dist;

import dev.berth.api.lease.LeaseDetail;
import java.util.Map;
import org.junit.jupiter.api.Tag;

/** In containers, on the embedded database. */
@Tag("long")
final class GatesOnDockerIT extends GateScenarios {
  @Override
  Map<String, String> flags() {
    return Map.of("backend", "docker");
  }

  @Override
  void require() {
    Containers.require();
  }

  @Override
  void kill(LeaseDetail compute) {
    Containers.kill(compute.leaseId());
  }
}
