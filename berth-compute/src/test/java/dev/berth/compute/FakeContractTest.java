package dev.berth.compute;

import dev.berth.core.backend.Backend;
import dev.berth.core.backend.SandboxSpec;
import dev.berth.core.gateway.GrantRole;
import dev.berth.core.id.LeaseId;
import dev.berth.core.id.SessionId;
import dev.berth.core.id.Ulid;
import dev.berth.core.secret.Secret;
import dev.berth.core.time.SystemTime;
import dev.berth.testkit.backend.BackendContract;
import dev.berth.testkit.backend.FakeBackend;
import dev.berth.testkit.fault.Faults;
import dev.berth.testkit.time.VirtualTime;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** The contract, kept by the backend of the engine's own tests. */
final class FakeContractTest extends BackendContract {
  @Override
  protected Rig open() throws Exception {
    VirtualTime time = new VirtualTime();
    return new Played(time, new FakeBackend(time, ScriptedAgents.place(), new Faults()));
  }

  private record Played(VirtualTime time, FakeBackend fake, Map<LeaseId, Life> lives)
      implements Rig {
    Played(VirtualTime time, FakeBackend fake) {
      this(time, fake, new HashMap<>());
    }

    @Override
    public Backend backend() {
      return fake;
    }

    @Override
    public Backend restarted() {
      return fake;
    }

    @Override
    public SandboxSpec spec(LeaseId sandbox, Life life) {
      lives.put(sandbox, life);
      return new SandboxSpec(
          new SessionId(new Ulid(new SystemTime(), new SecureRandom()).next()),
          GrantRole.AGENT,
          Optional.empty(),
          Path.of("/doors"),
          new Secret("token"),
          new SandboxSpec.ResourceLimits(1, 1, 1),
          time.now().plus(Duration.ofHours(1)));
    }

    @Override
    public void begun(LeaseId sandbox) {
      if (lives.get(sandbox) == Life.ENDS_WITH_9) {
        fake.exit(
            fake.started().stream()
                .filter(s -> s.lease().equals(sandbox))
                .findFirst()
                .orElseThrow(),
            9);
      }
    }

    @Override
    public void until(BooleanSupplier condition) {
      for (int i = 0; i < 100 && !condition.getAsBoolean(); i++) {
        time.advance(Duration.ofMillis(100));
      }
    }

    @Override
    public void close() {
      // A map needs no closing.
    }
  }
}
