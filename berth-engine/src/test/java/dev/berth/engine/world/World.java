package dev.berth.engine.world;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.core.event.EventType;
import dev.berth.core.id.LeaseId;
import dev.berth.core.id.RepoId;
import dev.berth.core.id.SessionId;
import dev.berth.core.id.TaskId;
import dev.berth.core.id.Ulid;
import dev.berth.core.id.UserId;
import dev.berth.core.lease.Custodian;
import dev.berth.core.lease.IntendedLease;
import dev.berth.core.lease.Lease;
import dev.berth.core.lease.LeaseKind;
import dev.berth.core.lease.LeaseOwner;
import dev.berth.core.lease.LeaseRequest;
import dev.berth.core.lease.LeaseState;
import dev.berth.core.lease.Ledger;
import dev.berth.core.lease.Place;
import dev.berth.core.policy.Policy;
import dev.berth.core.repo.RepoName;
import dev.berth.core.repo.RepoSettings;
import dev.berth.core.repo.Repository;
import dev.berth.core.session.Directive;
import dev.berth.core.session.Session;
import dev.berth.core.session.SessionState;
import dev.berth.core.store.Database;
import dev.berth.core.task.Signal;
import dev.berth.core.task.Task;
import dev.berth.core.task.TaskSpec;
import dev.berth.core.task.TaskState;
import dev.berth.core.task.TaskStatus;
import dev.berth.core.waypoint.Waypoints;
import dev.berth.core.workflow.Workflow;
import dev.berth.engine.cleanup.CleanupSettings;
import dev.berth.engine.gate.NoRules;
import dev.berth.engine.hydration.ModelCatalog;
import dev.berth.engine.hydration.Preflight;
import dev.berth.engine.session.AgentCatalog;
import dev.berth.engine.session.SessionLimits;
import dev.berth.store.sqlite.SqliteDatabase;
import dev.berth.testkit.backend.FakeBackend;
import dev.berth.testkit.backend.FakeSandbox;
import dev.berth.testkit.blob.FakeBlobs;
import dev.berth.testkit.fault.Crash;
import dev.berth.testkit.fault.Faults;
import dev.berth.testkit.forge.FakeForge;
import dev.berth.testkit.forge.FakeMirror;
import dev.berth.testkit.gateway.FakeDoors;
import dev.berth.testkit.time.VirtualTime;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** What outlives a server: database, jobs, sandboxes, forge; and a hand to turn the clock. */
final class World implements AutoCloseable {
  static final Place PLACE = new Place.Host("machine", "boot");
  private static final Duration STEP = Duration.ofMillis(500);

  Place place;
  final VirtualTime time;
  final Random random = new Random(7);
  final Ulid ids;
  final Faults faults = new Faults();
  final MemoryJobs jobs;
  final FakeBlobs blobs;
  final SwappedDatabase database;
  private final Path directory;
  final FakeBackend backend;
  final FakeForge forge;
  final FakeMirror mirror;
  final FakeDoors doors;
  final Script script = new Script();
  final List<Directive> heard = new ArrayList<>();
  final List<String> answers = new ArrayList<>();
  final Repository repository;
  Optional<String> agent = Optional.of("reference");
  List<ModelCatalog.Offer> models = List.of(new ModelCatalog.Offer("scripted-1", "openai", 8192));
  SessionLimits limits = SessionLimits.defaults();
  CleanupSettings cleanup = CleanupSettings.defaults().withoutWatching();
  Executor steps = Runnable::run;
  Policy policy = new NoRules();
  UnaryOperator<Custodian> custodian = UnaryOperator.identity();
  Engine engine;
  private final List<FakeAgent> agents = new ArrayList<>();

  World(Path directory) {
    this(directory, Optional.empty());
  }

  /**
   * @param elsewhere the database is here; empty: it is a file in the directory
   */
  World(Path directory, Optional<Function<World, Database>> elsewhere) {
    this.directory = directory;
    place = PLACE;
    time = new VirtualTime();
    ids = new Ulid(time, random);
    jobs = new MemoryJobs();
    blobs = new FakeBlobs(time);
    forge = new FakeForge(time, faults);
    mirror = new FakeMirror(forge, faults);
    backend = new FakeBackend(time, place, faults);
    database = new SwappedDatabase(elsewhere.map(at -> at.apply(this)).orElseGet(this::open));
    doors = new FakeDoors(database, time, place, faults);
    repository = repository();
    database.write(
        tx -> {
          tx.repos().insert(repository);
          return true;
        });
    engine = new Engine(this);
  }

  /** Another host that works with the same database, jobs and forge. */
  World(World first, Place here) {
    directory = first.directory;
    place = here;
    time = first.time;
    ids = first.ids;
    jobs = first.jobs;
    blobs = first.blobs;
    forge = first.forge;
    mirror = first.mirror;
    database = first.database;
    repository = first.repository;
    backend = new FakeBackend(time, place, faults);
    doors = new FakeDoors(database, time, place, faults);
    engine = new Engine(this);
  }

  private Database open() {
    return SqliteDatabase.open(directory, ids, time, random);
  }

  /** A copy of the database's file, made while no server runs. */
  byte[] backUp() {
    database.close();
    try {
      return Files.readAllBytes(directory.resolve("berth.db"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      database.swap(open());
    }
  }

  /** Puts an older file back, and starts a server over it. */
  void restore(byte[] file) {
    database.close();
    try {
      Files.write(directory.resolve("berth.db"), file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    database.swap(open());
    restart();
  }

  /** How agents behave. */
  static final class Script {
    int commits = 1;
    boolean opensChangeRequest = true;
    boolean reports = true;
    boolean success = true;
    boolean builds = true;
    boolean hangs;

    /** It hears that it should land, and goes on. */
    boolean staysUp;

    boolean isMute;

    /** It has opened its change request, and does not come to an end. */
    boolean lingers;

    int turns = 1;

    /** A command that it asks about before it pushes. */
    Optional<String> command = Optional.empty();

    /** It goes on when it is told that its session is over. */
    boolean isDeaf;
  }

  /** A task that has just been admitted. */
  TaskId admit() {
    TaskId id = new TaskId(ids.next());
    SessionId session = new SessionId(ids.next());
    Instant now = time.now();
    TaskSpec spec =
        new TaskSpec(
            new UserId("ann"),
            Optional.of(new TaskSpec.RepoRef(repository.id(), repository.name())),
            Optional.empty(),
            Optional.empty(),
            "Fix the rounding bug",
            new TaskSpec.WorkflowRef("coding/new-task-v1", "0123456789ab"),
            new TaskSpec.TaskLimits(100, 10_000_000, Duration.ofMinutes(5)),
            List.of(),
            false,
            "api",
            Optional.empty(),
            now);
    database.write(
        tx -> {
          tx.tasks()
              .insert(
                  new Task(
                      id,
                      spec,
                      TaskState.submitted(false, now, now.plusSeconds(600)),
                      Optional.empty(),
                      Task.Work.none(),
                      1));
          tx.sessions().insert(requested(session, id, now));
          tx.budgets().open(id, spec.limits().budgetMicroUsd());
          engine
              .parts
              .driver()
              .signal(tx, id, new Signal.Granted(session, now.plusSeconds(86_400)));
          return true;
        });
    LeaseRequest room =
        new LeaseRequest(
            LeaseKind.CAPACITY,
            new LeaseOwner.OfSession(session),
            place,
            Duration.ofSeconds(1),
            List.of());
    new Ledger(database, time, ids, Waypoints.none()).acquire(room, new Room());
    return id;
  }

  private record Room() implements Ledger.Maker {
    @Override
    public String make(IntendedLease lease) {
      return "room";
    }

    @Override
    public void unmake(IntendedLease lease, String handle) {}
  }

  Session requested(SessionId id, TaskId task, Instant now) {
    return new Session(
        id,
        task,
        backend.name(),
        SessionState.REQUESTED,
        Optional.empty(),
        Optional.empty(),
        now,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        now.plusSeconds(86_400),
        false,
        Optional.empty(),
        Optional.empty(),
        1,
        1);
  }

  /** Lets everything happen until the task is terminal and holds nothing, or the limit passes. */
  Task runToTheEnd(TaskId id, Duration limit) {
    Instant until = time.now().plus(limit);
    while (time.now().isBefore(until) && !isOver(id)) {
      step();
    }
    return task(id);
  }

  /** Lets everything happen for a while. */
  void run(Duration duration) {
    Instant until = time.now().plus(duration);
    while (time.now().isBefore(until)) {
      step();
    }
  }

  /** Lets everything happen until the task has this status. */
  void runUntil(TaskId id, TaskStatus status) {
    Instant until = time.now().plusSeconds(120);
    while (time.now().isBefore(until) && task(id).status() != status) {
      step();
    }
    assertThat(task(id).status()).isEqualTo(status);
  }

  void step() {
    try {
      engine.jobs(this);
      engine.supervisor.tick();
      engine.suspension.tick();
      engine.floor.tick();
      for (FakeSandbox sandbox : backend.running()) {
        if (!sandbox.isPlanted() && !sandbox.isSuspended()) {
          agentOf(sandbox).act(engine.sessions);
        }
      }
      engine.jobs(this);
    } catch (Crash e) {
      restart();
    }
    time.advance(STEP);
  }

  /** The server is gone; another one begins over what it left. */
  void restart() {
    doors.die();
    faults.restart();
    engine = new Engine(this);
  }

  /** The host is started again, and the server with it. */
  void reboot() {
    place = new Place.Host("machine", "next boot");
    backend.reboot(place);
    doors.reboot(place);
    restart();
  }

  private FakeAgent agentOf(FakeSandbox sandbox) {
    return agents.stream()
        .filter(agentThere -> agentThere.isOf(sandbox))
        .findFirst()
        .orElseGet(
            () -> {
              FakeAgent born = new FakeAgent(this, sandbox);
              agents.add(born);
              return born;
            });
  }

  Task task(TaskId id) {
    return database.read(tx -> tx.tasks().find(id)).orElseThrow();
  }

  private boolean isOver(TaskId id) {
    return task(id).status().isTerminal()
        && database.read(tx -> tx.sessions().of(id)).stream()
            .allMatch(session -> session.state() == SessionState.STOPPED);
  }

  /** Exactly one terminal event, no open lease, and nothing left outside. */
  void assertBalanced(TaskId id) {
    assertSettled(id);
    assertThat(backend.running()).isEmpty();
    assertThat(backend.workspaces()).isEmpty();
    assertThat(doors.directories()).isEmpty();
  }

  /** Exactly one terminal event, no open lease at all, and the receipts are written. */
  void assertSettled(TaskId id) {
    Task task = task(id);
    assertThat(task.status().isTerminal()).as("%s %s", task.status(), task.state().fate()).isTrue();
    assertThat(events(id).stream().filter(World::isTerminal)).hasSize(1);
    List<Lease> open =
        database.read(
            tx ->
                tx.leases()
                    .in(
                        Set.of(
                            LeaseState.INTENDED,
                            LeaseState.HELD,
                            LeaseState.RELEASING,
                            LeaseState.STUCK)));
    assertThat(open).isEmpty();
    long sessions = database.read(tx -> tx.sessions().of(id)).size();
    assertThat(events(id).stream().filter(e -> e == EventType.SESSION_CLEANUP_COMPLETE))
        .hasSize((int) sessions);
  }

  /** All that its agent was told. */
  List<Directive> directives(TaskId id) {
    SessionId session = task(id).session().orElseThrow();
    return database.read(tx -> tx.sessions().directivesAfter(session, 0)).stream()
        .map(numbered -> numbered.directive())
        .toList();
  }

  List<EventType> events(TaskId id) {
    return database.read(tx -> tx.events().after(id, 0, 1000)).stream()
        .map(event -> event.type())
        .toList();
  }

  private static boolean isTerminal(EventType type) {
    return Set.of(
            EventType.TASK_COMPLETED,
            EventType.TASK_FAILED,
            EventType.TASK_CANCELLED,
            EventType.TASK_TIMED_OUT)
        .contains(type);
  }

  AgentCatalog agents() {
    return name ->
        agent
            .filter(name::equals)
            .map(
                n ->
                    new AgentCatalog.Agent(
                        n,
                        AgentCatalog.Kind.AWARE,
                        Optional.of(Path.of("/agents/reference")),
                        List.of("/opt/berth/agent/bin/agent"),
                        Map.of(),
                        8080));
  }

  Preflight.Offerings offerings() {
    return new Preflight.Offerings(ref -> Optional.of(workflow()), agents(), () -> models);
  }

  LeaseId strangeName() {
    return new LeaseId(ids.next());
  }

  private static Workflow workflow() {
    return new Workflow(
        "coding/new-task-v1",
        "0123456789ab",
        "fixes things",
        true,
        false,
        Workflow.Effect.CHANGE_REQUEST,
        true,
        "reference",
        "You are careful.",
        List.of(new Workflow.Step("verify_build", Optional.empty())),
        new Workflow.Limits(Optional.empty(), Optional.empty()));
  }

  private Repository repository() {
    RepoSettings none = RepoSettings.none();
    return new Repository(
        new RepoId(ids.next()),
        RepoName.parse("acme/shop"),
        new UserId("ann"),
        "local",
        "fake:repository",
        "main",
        new RepoSettings(
            Optional.empty(),
            Optional.of("./build.sh"),
            Optional.empty(),
            List.of(),
            none.tasks(),
            none.egress(),
            Optional.empty(),
            Set.of(),
            Set.of(),
            Optional.empty()),
        new Repository.Provisioning(Repository.Provisioning.State.READY, List.of()),
        time.now(),
        time.now(),
        Optional.empty(),
        1);
  }

  @Override
  public void close() {
    database.close();
  }
}
