package dev.berth.bench.session;

import dev.berth.compute.process.ProcessBackend;
import dev.berth.compute.process.ProcessSettings;
import dev.berth.core.backend.SandboxSpec;
import dev.berth.core.exec.HostCommandRunner;
import dev.berth.core.gateway.GrantRole;
import dev.berth.core.id.LeaseId;
import dev.berth.core.id.SessionId;
import dev.berth.core.id.Ulid;
import dev.berth.core.lease.Custodian;
import dev.berth.core.lease.IssuedLeases;
import dev.berth.core.lease.Lease;
import dev.berth.core.lease.LeaseKind;
import dev.berth.core.lease.LeaseOwner;
import dev.berth.core.lease.Place;
import dev.berth.core.secret.Secret;
import dev.berth.core.time.SystemTime;
import dev.berth.core.time.Time;
import dev.berth.server.config.BerthConfig;
import dev.berth.testkit.gateway.PlayedGateway;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * The same agent in the same sandbox without a control plane: the backend is called directly, and a
 * played gateway hands out a plan like the engine's.
 */
final class ByHand {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final long LOOK_NANOS = 200_000;

  private final Path data;
  private final Path home;
  private final SandboxSpec.ResourceLimits limits;
  private final ProcessBackend backend;
  private final Place.Host place;
  private final Time time = new SystemTime();
  private final Ulid ids = new Ulid(time, new SecureRandom());

  ByHand(Path data, Path home, BerthConfig.ProcessBackend like) throws IOException {
    this.data = data;
    this.home = home;
    this.limits =
        new SandboxSpec.ResourceLimits(like.memoryBytes(), like.processes(), like.diskBytes());
    this.place =
        new Place.Host(
            "bench", Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip());
    this.backend =
        new ProcessBackend(
            ProcessSettings.standard(
                data,
                home.resolve("init/berth-init.jar"),
                ProcessSettings.Isolation.REQUIRED,
                like.capacity()),
            place,
            time,
            new HostCommandRunner(System.getenv("PATH")));
  }

  /**
   * Starts one session and gives it back.
   *
   * @return from before the call of the backend to the agent's first heartbeat, in nanoseconds
   */
  long firstHeartbeat() throws IOException {
    SessionId session = new SessionId(ids.next());
    IssuedLeases leases = new IssuedLeases(place, new LeaseOwner.OfSession(session), time.now());
    LeaseId workspaceName = new LeaseId(ids.next());
    LeaseId processName = new LeaseId(ids.next());
    String tree = backend.createWorkspace(leases.intended(workspaceName, LeaseKind.WORKSPACE));
    Path doors = Files.createDirectories(data.resolve("doors").resolve(processName.value()));
    SandboxSpec spec =
        new SandboxSpec(
            session,
            GrantRole.AGENT,
            Optional.of(home.resolve("agent")),
            doors,
            new Secret("token-of-the-session"),
            limits,
            time.now().plus(Duration.ofHours(1)));
    try (PlayedGateway gateway = new PlayedGateway(doors.resolve("gateway.sock"), plan())) {
      long begin = System.nanoTime();
      String handle =
          backend.start(
              leases.intended(processName, LeaseKind.PROCESS),
              leases.held(workspaceName, LeaseKind.WORKSPACE, tree),
              spec);
      awaitHeartbeat(gateway, begin);
      long nanos = System.nanoTime() - begin;
      release(leases.lease(processName, LeaseKind.PROCESS, Optional.of(handle)));
      release(leases.lease(workspaceName, LeaseKind.WORKSPACE, Optional.of(tree)));
      return nanos;
    }
  }

  private static void awaitHeartbeat(PlayedGateway gateway, long begin) throws IOException {
    while (!gateway.heard("/session/heartbeat")) {
      if (System.nanoTime() - begin > PATIENCE.toNanos()) {
        throw new IOException("no heartbeat; it said " + gateway.calls());
      }
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }

  private void release(Lease lease) {
    backend.custodians().stream()
        .filter(custodian -> custodian.kind() == lease.kind())
        .forEach((Custodian custodian) -> custodian.release(lease));
  }

  /** What the engine tells session init of a reference agent, but for the checkpoints. */
  private static String plan() {
    String java = System.getProperty("java.home");
    return """
    mode=agent
    agent.kind=aware
    agent.command.0=%s/bin/java
    agent.command.1=-XX:+UseSerialGC
    agent.command.2=-XX:TieredStopAtLevel=1
    agent.command.3=-Xmx384m
    agent.command.4=-cp
    agent.command.5=/opt/berth/agent/berth-agent.jar
    agent.command.6=dev.berth.agent.AgentMain
    agent.cwd=/workspace
    agent.env.PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
    agent.env.HOME=/home/agent
    agent.env.TMPDIR=/tmp
    agent.env.LANG=C.UTF-8
    agent.env.BERTH_GATEWAY_URL=http\\://127.0.0.1\\:8090
    agent.env.JAVA_HOME=%s
    agent.port=8080
    agent.start_timeout_ms=60000
    invocation.body={"prompt"\\:"nothing","berth"\\:{"token"\\:"token-of-the-session"}}
    stop.grace_ms=10000
    """
        .formatted(java, java);
  }
}
