package dev.berth.gateway.egress;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.berth.compute.process.ProcessBackend;
import dev.berth.compute.process.ProcessSettings;
import dev.berth.core.backend.SandboxSpec;
import dev.berth.core.event.EventType;
import dev.berth.core.event.TaskEvent;
import dev.berth.core.exec.HostCommandRunner;
import dev.berth.core.gateway.GrantRole;
import dev.berth.core.id.Ulid;
import dev.berth.core.lease.HeldLease;
import dev.berth.core.lease.IntendedLease;
import dev.berth.core.lease.Lease;
import dev.berth.core.lease.LeaseKind;
import dev.berth.core.lease.LeaseOwner;
import dev.berth.core.lease.LeaseRequest;
import dev.berth.core.lease.Ledger;
import dev.berth.core.lease.Place;
import dev.berth.core.session.Session;
import dev.berth.core.session.Session.AgentExit;
import dev.berth.core.session.SessionStore.OutputChunk;
import dev.berth.core.store.Database;
import dev.berth.core.store.Tx;
import dev.berth.core.time.SystemTime;
import dev.berth.core.waypoint.Waypoints;
import dev.berth.gateway.OpenGateway;
import dev.berth.gateway.PlayedGates;
import dev.berth.gateway.protocol.InitRoutes;
import dev.berth.store.sqlite.SqliteDatabase;
import dev.berth.testkit.registry.LocalRegistry;
import dev.berth.testkit.session.FakeSessionProtocol;
import dev.berth.testkit.store.Samples;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/** Real sandboxes of the process backend whose one way out is a real egress door. */
final class SandboxWorld implements AutoCloseable {
  private static final String ALLOWED = "allowed-but-private.berth.test";

  private final SystemTime time = new SystemTime();
  private final SecureRandom random = new SecureRandom();
  private final Ulid ids = new Ulid(time, random);
  private final Samples samples = new Samples();
  private final Path data;
  private final LocalRegistry registry;
  private final Database database;
  private final ProcessBackend backend;
  private final Place.Host place;
  private final List<Lease> held = new ArrayList<>();

  SandboxWorld(Path data, LocalRegistry registry) throws IOException {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/bwrap")), "bubblewrap is not installed");
    this.data = data;
    this.registry = registry;
    database = SqliteDatabase.open(data, ids, time, random);
    place =
        new Place.Host(
            "test-machine", Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip());
    backend =
        new ProcessBackend(
            new ProcessSettings(
                data,
                initClasses(),
                Path.of(System.getProperty("java.home")),
                ProcessSettings.Isolation.REQUIRED,
                // Debian's Maven keeps its configuration there
                Files.isDirectory(Path.of("/etc/maven"))
                    ? List.of(Path.of("/etc/maven"))
                    : List.of(),
                List.of(),
                4,
                new ProcessSettings.Sizes(256 << 20, 256 << 20, 0),
                Duration.ofMinutes(10),
                Duration.ofSeconds(60),
                List.of(Path.of("/usr/bin"), Path.of("/bin")),
                Optional.of(registry.certificate())),
            place,
            time,
            new HostCommandRunner("/usr/bin:/bin"));
  }

  private static Path initClasses() {
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      if (entry.contains("berth-init")) {
        return Path.of(entry);
      }
    }
    throw new IllegalStateException("berth-init is not on the class path");
  }

  /** What came of a sandboxed script. */
  record Ran(int exit, String out, String err, List<TaskEvent> events) {
    /** Refusals of the door. */
    List<TaskEvent> denials() {
      return events.stream().filter(e -> e.type() == EventType.EGRESS_DENIED).toList();
    }
  }

  /** Runs a shell script as the agent of a session whose repository may reach the registry. */
  Ran run(String script) throws IOException {
    Session session = database.write(tx -> store(tx));
    FakeSessionProtocol protocol = new FakeSessionProtocol(session.task(), plan(script));
    EgressDoor egress =
        new EgressDoor(
            EgressDoor.Settings.of(Set.of(LocalRegistry.HOST), Set.of("api.anthropic.com")),
            new StoredEgressPolicies(database, time, Registries.builtIn()),
            SandboxWorld::resolve,
            new HostGates(new PlayedGates(), time),
            time);
    try (OpenGateway gateway =
        new OpenGateway(
            data.resolve("run"),
            database,
            time,
            ids,
            new InitRoutes(protocol, time).routes(),
            egress)) {
      OpenGateway.Client client = gateway.open(session, GrantRole.AGENT);
      start(session, client);
      AgentExit exit = exit(protocol);
      List<TaskEvent> events = database.read(tx -> tx.events().after(session.task(), 0, 1_000));
      return new Ran(
          exit.code().orElse(-1), output(protocol, "stdout"), output(protocol, "stderr"), events);
    }
  }

  private Session store(Tx tx) {
    return AllowedSession.store(
        tx,
        samples,
        List.of(LocalRegistry.HOST + ":" + registry.port(), ALLOWED + ":" + registry.port()));
  }

  private static List<InetAddress> resolve(String host) throws UnknownHostException {
    if (host.endsWith(".berth.test")) {
      return List.of(InetAddress.getLoopbackAddress());
    }
    throw new UnknownHostException(host);
  }

  private static Map<String, String> plan(String script) {
    Map<String, String> plan = new TreeMap<>();
    plan.put("mode", "agent");
    plan.put("agent.kind", "command");
    plan.put("agent.command.0", "/bin/sh");
    plan.put("agent.command.1", "-c");
    plan.put("agent.command.2", script);
    plan.put("agent.env.PATH", "/usr/local/bin:/usr/bin:/bin");
    plan.put("agent.env.HOME", "/home/agent");
    plan.put("agent.env.LANG", "C.UTF-8");
    ToolSettings.environment().forEach((name, value) -> plan.put("agent.env." + name, value));
    ToolSettings.files(ToolSettings.Trust.OPERATORS)
        .forEach((path, text) -> plan.put("file." + path, text));
    plan.put("stop.grace_ms", "500");
    return plan;
  }

  private void start(Session session, OpenGateway.Client client) {
    HeldLease workspace =
        acquire(LeaseKind.WORKSPACE, session, lease -> backend.createWorkspace(lease));
    SandboxSpec spec =
        new SandboxSpec(
            session.id(),
            GrantRole.AGENT,
            Optional.empty(),
            client.opened().doors(),
            client.opened().token(),
            new SandboxSpec.ResourceLimits(1L << 30, 300, 512L << 20),
            time.now().plus(Duration.ofMinutes(10)));
    acquire(LeaseKind.PROCESS, session, lease -> backend.start(lease, workspace, spec));
  }

  private HeldLease acquire(
      LeaseKind kind, Session session, Function<IntendedLease, String> making) {
    HeldLease lease =
        new Ledger(database, time, ids, Waypoints.none())
            .acquire(
                new LeaseRequest(
                    kind,
                    new LeaseOwner.OfSession(session.id()),
                    place,
                    Duration.ofSeconds(60),
                    List.of()),
                new Ledger.Maker() {
                  @Override
                  public String make(IntendedLease intended) {
                    return making.apply(intended);
                  }

                  @Override
                  public void unmake(IntendedLease intended, String handle) {
                    throw new IllegalStateException("nobody else wants " + intended.name());
                  }
                });
    held.addFirst(database.read(tx -> tx.leases().find(lease.id())).orElseThrow());
    return lease;
  }

  private static AgentExit exit(FakeSessionProtocol protocol) {
    return await()
        .atMost(Duration.ofMinutes(3))
        .until(
            () ->
                protocol.heard().stream()
                    .filter(AgentExit.class::isInstance)
                    .map(AgentExit.class::cast)
                    .findFirst(),
            Optional::isPresent)
        .orElseThrow();
  }

  private static String output(FakeSessionProtocol protocol, String stream) {
    StringBuilder text = new StringBuilder();
    for (Object heard : protocol.heard()) {
      if (heard instanceof OutputChunk chunk && chunk.stream().equals(stream)) {
        text.append(new String(chunk.bytes(), StandardCharsets.UTF_8));
      }
    }
    return text.toString();
  }

  @Override
  public void close() {
    for (Lease lease : held) {
      backend.custodians().stream()
          .filter(custodian -> custodian.kind() == lease.kind())
          .forEach(custodian -> custodian.release(lease));
    }
    database.close();
  }
}
