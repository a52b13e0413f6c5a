package dev.berth.compute;

import dev.berth.core.backend.Backend;
import dev.berth.core.backend.SandboxSpec;
import dev.berth.core.gateway.GrantRole;
import dev.berth.core.id.LeaseId;
import dev.berth.core.id.SessionId;
import dev.berth.core.id.Ulid;
import dev.berth.core.lease.Place;
import dev.berth.core.secret.Secret;
import dev.berth.core.time.SystemTime;
import dev.berth.testkit.backend.BackendContract;
import dev.berth.testkit.gateway.PlayedGateway;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.awaitility.Awaitility;

/** Real sandboxes for the contract: their agents are scripts, their gateway is played. */
public final class ScriptedAgents implements BackendContract.Rig {
  private static final Ulid IDS = new Ulid(new SystemTime(), new SecureRandom());

  private final Path data;
  private final Supplier<Backend> backends;
  private final Runnable atTheEnd;
  private final Backend backend;
  private final Map<LeaseId, PlayedGateway> gateways = new ConcurrentHashMap<>();

  /**
   * Backends over one data directory.
   *
   * @param backends makes another one at each call
   */
  public ScriptedAgents(Path data, Supplier<Backend> backends) {
    this(data, backends, () -> {});
  }

  /**
   * Backends over one data directory.
   *
   * @param atTheEnd what is to be looked at when everything has been given back
   */
  public ScriptedAgents(Path data, Supplier<Backend> backends, Runnable atTheEnd) {
    this.data = data;
    this.backends = backends;
    this.atTheEnd = atTheEnd;
    this.backend = backends.get();
  }

  /** This host since its last boot. */
  public static Place.Host place() throws IOException {
    return new Place.Host(
        "test-machine", Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip());
  }

  /** The classes of holder and session init. */
  public static Path initClasses() {
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      if (entry.contains("berth-init")) {
        return Path.of(entry);
      }
    }
    throw new IllegalStateException("berth-init is not on the class path");
  }

  @Override
  public Backend backend() {
    return backend;
  }

  @Override
  public Backend restarted() {
    return backends.get();
  }

  @Override
  public SandboxSpec spec(LeaseId sandbox, BackendContract.Life life) throws Exception {
    return spec(
        sandbox,
        switch (life) {
          case WORKS -> "echo up; exec sleep 1000";
          case ENDS_WITH_9 -> "echo up; exit 9";
        },
        new SandboxSpec.ResourceLimits(512L << 20, 200, 100L << 20),
        Duration.ofMinutes(10));
  }

  /** A sandbox whose agent is this script. */
  public SandboxSpec spec(
      LeaseId sandbox, String script, SandboxSpec.ResourceLimits limits, Duration life)
      throws Exception {
    Path doors = Files.createDirectories(data.resolve("doors").resolve(sandbox.value()));
    Path agent = Files.createDirectories(data.resolve("agent").resolve(sandbox.value()));
    Files.writeString(agent.resolve("agent.sh"), script);
    if (!gateways.containsKey(sandbox)) {
      Path socket = doors.resolve("gateway.sock");
      gateways.put(
          sandbox,
          new PlayedGateway(
              socket,
              """
              agent.kind=command
              agent.command.0=/bin/sh
              agent.command.1=/opt/berth/agent/agent.sh
              agent.env.PATH=/usr/bin:/bin
              agent.env.HOME=/home/agent
              stop.grace_ms=500
              """));
      // As the gateway does (decision 0060): a sandbox's user is another one.
      Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-rw-rw-"));
    }
    return new SandboxSpec(
        new SessionId(IDS.next()),
        GrantRole.AGENT,
        Optional.of(agent),
        doors,
        new Secret("token-of-the-session"),
        limits,
        new SystemTime().now().plus(life));
  }

  /** What the agent printed so far. */
  public String output(LeaseId sandbox) {
    return gateway(sandbox).output("stdout");
  }

  public PlayedGateway gateway(LeaseId sandbox) {
    return Optional.ofNullable(gateways.get(sandbox)).orElseThrow();
  }

  @Override
  public void begun(LeaseId sandbox) {
    until(() -> output(sandbox).contains("up"));
  }

  @Override
  public void until(BooleanSupplier condition) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(20))
        .until(condition::getAsBoolean);
  }

  @Override
  public void close() throws IOException {
    for (PlayedGateway gateway : gateways.values()) {
      gateway.close();
    }
    atTheEnd.run();
  }
}
