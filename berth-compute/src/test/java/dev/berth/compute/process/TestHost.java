package dev.berth.compute.process;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.berth.compute.process.ProcessSettings.Isolation;
import dev.berth.core.backend.Observation;
import dev.berth.core.backend.SandboxSpec;
import dev.berth.core.exec.HostCommandRunner;
import dev.berth.core.gateway.GrantRole;
import dev.berth.core.id.LeaseId;
import dev.berth.core.id.SessionId;
import dev.berth.core.id.Ulid;
import dev.berth.core.lease.Custodian;
import dev.berth.core.lease.HeldLease;
import dev.berth.core.lease.IssuedLeases;
import dev.berth.core.lease.Lease;
import dev.berth.core.lease.LeaseKind;
import dev.berth.core.lease.LeaseOwner;
import dev.berth.core.lease.Place;
import dev.berth.core.secret.Secret;
import dev.berth.core.time.SystemTime;
import dev.berth.testkit.gateway.PlayedGateway;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The backend on this host with a data directory of its own, and sessions whose agent is a script.
 */
final class TestHost implements AutoCloseable {
  /** Random, since a group of a killed earlier run may still be there. */
  private static final Ulid IDS = new Ulid(new SystemTime(), new SecureRandom());

  final Path data;
  final ProcessBackend backend;
  final Place.Host place;
  private final IssuedLeases leases;
  private final List<Session> sessions = new ArrayList<>();

  TestHost(Path data, Isolation isolation, List<Path> path) throws IOException {
    this(data, isolation, path, Duration.ofMinutes(10));
  }

  private TestHost(Path data, Isolation isolation, List<Path> path, Duration orphanAfter)
      throws IOException {
    this.data = data;
    String boot = Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
    this.place = new Place.Host("test-machine", boot);
    ProcessSettings usual = ProcessSettings.standard(data, initClasses(), isolation, 4);
    ProcessSettings settings =
        new ProcessSettings(
            data,
            usual.initJar(),
            usual.javaHome(),
            isolation,
            List.of(),
            List.of(),
            4,
            new ProcessSettings.Sizes(64 << 20, 64 << 20, 0),
            orphanAfter,
            usual.startLimit(),
            path,
            Optional.empty());
    this.backend =
        new ProcessBackend(
            settings, place, new SystemTime(), new HostCommandRunner("/usr/bin:/bin"));
    Instant now = new SystemTime().now();
    this.leases = new IssuedLeases(place, new LeaseOwner.OfSession(new SessionId(IDS.next())), now);
  }

  static TestHost sandboxed(Path data) throws IOException {
    return sandboxed(data, Duration.ofMinutes(10));
  }

  static TestHost sandboxed(Path data, Duration orphanAfter) throws IOException {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/bwrap")), "bubblewrap is not installed");
    List<Path> path = List.of(Path.of("/usr/bin"), Path.of("/bin"));
    return new TestHost(data, Isolation.REQUIRED, path, orphanAfter);
  }

  private static Path initClasses() {
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      if (entry.contains("berth-init")) {
        return Path.of(entry);
      }
    }
    throw new IllegalStateException("berth-init is not on the class path");
  }

  static SandboxSpec.ResourceLimits limits() {
    return new SandboxSpec.ResourceLimits(512L << 20, 200, 100L << 20);
  }

  /**
   * A session to start.
   *
   * @param script what its agent runs, by the shell
   * @param plan lines that are added to the plan
   * @param life until its hard end
   */
  record Wanted(
      String script,
      SandboxSpec.ResourceLimits limits,
      GrantRole role,
      String plan,
      Duration life) {
    static Wanted agent(String script) {
      return new Wanted(script, TestHost.limits(), GrantRole.AGENT, "", Duration.ofMinutes(10));
    }

    static Wanted verification(String plan) {
      return new Wanted(
          "", TestHost.limits(), GrantRole.VERIFY, "mode=verify\n" + plan, Duration.ofMinutes(10));
    }

    Wanted limited(SandboxSpec.ResourceLimits bounds) {
      return new Wanted(script, bounds, role, plan, life);
    }

    Wanted planned(String lines) {
      return new Wanted(script, limits, role, plan + lines, life);
    }

    Wanted living(Duration time) {
      return new Wanted(script, limits, role, plan, time);
    }
  }

  /** What a test puts into a workspace before its session starts. */
  @FunctionalInterface
  interface Preparation {
    void in(Path workspace) throws Exception;
  }

  /** Starts a session whose agent runs this shell script. */
  Session start(String script, SandboxSpec.ResourceLimits limits) throws Exception {
    return start(Wanted.agent(script).limited(limits), _ -> {});
  }

  Session start(Wanted wanted, Preparation preparation) throws Exception {
    Session session = new Session(wanted, preparation);
    sessions.add(session);
    return session;
  }

  Custodian custodian(LeaseKind kind) {
    return backend.custodians().stream().filter(c -> c.kind() == kind).findFirst().orElseThrow();
  }

  /** Gives back what an earlier server on these data left, as a sweep would. */
  void reclaimAll() {
    for (LeaseKind kind : List.of(LeaseKind.PROCESS, LeaseKind.WORKSPACE)) {
      Custodian custodian = custodian(kind);
      for (Custodian.Thing thing : custodian.list().things()) {
        custodian.release(leases.lease(thing.name(), kind, Optional.of(thing.handle())));
      }
    }
  }

  @Override
  public void close() throws IOException {
    for (Session session : sessions) {
      session.close();
    }
  }

  /** A running session with a played gateway. */
  final class Session implements AutoCloseable {
    final PlayedGateway gateway;
    final Lease process;
    final Lease workspace;
    final Path tree;

    private Session(Wanted wanted, Preparation preparation) throws Exception {
      LeaseId workspaceId = new LeaseId(IDS.next());
      LeaseId processId = new LeaseId(IDS.next());
      String inode = backend.createWorkspace(leases.intended(workspaceId, LeaseKind.WORKSPACE));
      workspace = leases.lease(workspaceId, LeaseKind.WORKSPACE, Optional.of(inode));
      tree = data.resolve("workspaces").resolve(workspaceId.value()).resolve("tree");
      Path doors = Files.createDirectories(data.resolve("doors").resolve(processId.value()));
      Path agent = Files.createDirectories(data.resolve("agent").resolve(processId.value()));
      Files.writeString(agent.resolve("agent.sh"), wanted.script());
      preparation.in(tree);
      gateway =
          new PlayedGateway(
              doors.resolve("gateway.sock"),
              """
              agent.kind=command
              agent.command.0=/bin/sh
              agent.command.1=/opt/berth/agent/agent.sh
              agent.env.PATH=/usr/bin:/bin
              agent.env.HOME=/home/agent
              stop.grace_ms=500
              """
                  + wanted.plan());
      HeldLease held = leases.held(workspaceId, LeaseKind.WORKSPACE, inode);
      SandboxSpec spec =
          new SandboxSpec(
              new SessionId(IDS.next()),
              wanted.role(),
              Optional.of(agent),
              doors,
              new Secret("token-of-the-session"),
              wanted.limits(),
              new SystemTime().now().plus(wanted.life()));
      String handle = backend.start(leases.intended(processId, LeaseKind.PROCESS), held, spec);
      process = leases.lease(processId, LeaseKind.PROCESS, Optional.of(handle));
    }

    Observation observed() {
      return backend.observe(process);
    }

    String output() {
      return gateway.output("stdout");
    }

    String log() {
      Path directory = data.resolve("sessions").resolve(process.id().value());
      StringBuilder text = new StringBuilder(gateway.output("stderr"));
      for (String name : List.of("holder.log", "init.log", "exit.properties")) {
        try {
          text.append(Files.readString(directory.resolve(name)));
        } catch (IOException e) {
          text.append("(no ").append(name).append(")");
        }
      }
      return text.toString();
    }

    void release() {
      custodian(LeaseKind.PROCESS).release(process);
      custodian(LeaseKind.WORKSPACE).release(workspace);
    }

    @Override
    public void close() throws IOException {
      release();
      gateway.close();
    }
  }
}
