package dev.berth.bench.lifecycle;

import dev.berth.core.access.Role;
import dev.berth.core.backend.SandboxSpec;
import dev.berth.core.id.NodeId;
import dev.berth.core.id.Ulid;
import dev.berth.core.id.UserId;
import dev.berth.core.lease.Custodian;
import dev.berth.core.lease.Ledger;
import dev.berth.core.lease.Place;
import dev.berth.core.model.DayLimits;
import dev.berth.core.screen.BuiltInScreen;
import dev.berth.core.store.Database;
import dev.berth.core.task.LifecycleLimits;
import dev.berth.core.task.TaskLifecycle;
import dev.berth.core.time.SystemTime;
import dev.berth.core.time.Time;
import dev.berth.core.waypoint.Waypoint;
import dev.berth.core.waypoint.Waypoints;
import dev.berth.engine.admission.Admission;
import dev.berth.engine.admission.AdmissionSettings;
import dev.berth.engine.admission.AdmitJob;
import dev.berth.engine.admission.GrantJob;
import dev.berth.engine.cleanup.BranchCustodian;
import dev.berth.engine.cleanup.Breakers;
import dev.berth.engine.cleanup.CapacityCustodian;
import dev.berth.engine.cleanup.CleanupSettings;
import dev.berth.engine.cleanup.Custodians;
import dev.berth.engine.cleanup.LeaseRelease;
import dev.berth.engine.cleanup.SessionCleanup;
import dev.berth.engine.event.EventLog;
import dev.berth.engine.gate.NoRules;
import dev.berth.engine.hydration.Hydration;
import dev.berth.engine.hydration.ModelCatalog;
import dev.berth.engine.hydration.Preflight;
import dev.berth.engine.hydration.SandboxStart;
import dev.berth.engine.hydration.SessionStart;
import dev.berth.engine.job.DurableJobs;
import dev.berth.engine.job.JobHandler;
import dev.berth.engine.job.JobKind;
import dev.berth.engine.job.JobWorker;
import dev.berth.engine.job.Jobs;
import dev.berth.engine.job.WorkerSettings;
import dev.berth.engine.outcome.Settlement;
import dev.berth.engine.outcome.VerificationRun;
import dev.berth.engine.session.AgentCatalog;
import dev.berth.engine.session.AllowAll;
import dev.berth.engine.session.ChangeRequests;
import dev.berth.engine.session.EngineParts;
import dev.berth.engine.session.EngineSessions;
import dev.berth.engine.session.SessionLimits;
import dev.berth.engine.session.SessionPlan;
import dev.berth.engine.session.SessionSigns;
import dev.berth.engine.supervision.Supervisor;
import dev.berth.engine.task.CommandWriter;
import dev.berth.engine.task.DeadlineJob;
import dev.berth.engine.task.NewTask;
import dev.berth.engine.task.TaskDriver;
import dev.berth.engine.task.TaskLimitsConfig;
import dev.berth.engine.task.Tasks;
import dev.berth.engine.workflow.Workflows;
import dev.berth.store.blob.FileBlobStore;
import dev.berth.store.sqlite.SqliteDatabase;
import dev.berth.testkit.fault.Faults;
import dev.berth.testkit.forge.FakeForge;
import dev.berth.testkit.forge.FakeMirror;
import dev.berth.testkit.gateway.FakeDoors;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * One node's engine as the server builds it, over the real embedded database, blob store and job
 * worker; what lies outside costs nothing. Used by one thread.
 */
final class Node implements AutoCloseable {
  private static final int PARALLEL_JOBS = 16;
  private static final NewTask.Submitter SOMEBODY =
      new NewTask.Submitter(new UserId("somebody"), Role.USER);

  private final int atOnce;
  private final Database database;
  private final EventLog events;
  private final JobWorker worker;
  private final ExecutorService steps = Executors.newVirtualThreadPerTaskExecutor();
  private final Thread supervision;
  private final Tasks tasks;
  private final NoopAgent agent;
  private final InFlight inFlight;

  static Node start(Path data, int atOnce) {
    return new Node(data, atOnce);
  }

  private Node(Path data, int atOnce) {
    this.atOnce = atOnce;
    Time time = new SystemTime();
    SecureRandom random = new SecureRandom();
    Ulid ids = new Ulid(time, random);
    Place place = new Place.Host("bench", "boot");
    database = SqliteDatabase.open(data, ids, time, random);
    inFlight = new InFlight(database);
    Waypoints waypoints = inFlight.lookingAfter(Waypoint.afterJob(JobKind.CLEANUP.stored()));
    Jobs jobs = new DurableJobs(database, time);
    TaskLifecycle lifecycle = new TaskLifecycle(LifecycleLimits.defaults());
    TaskDriver driver =
        new TaskDriver(database, lifecycle, new CommandWriter(jobs), time, waypoints);
    Ledger ledger = new Ledger(database, time, ids, waypoints);
    NodeId node = new NodeId(ids.next());
    EngineParts parts = new EngineParts(database, driver, jobs, time, ids, node, ledger);
    Workflows workflows = Workflows.load(Optional.empty());
    InProcessBackend backend = new InProcessBackend(place, atOnce);
    Admission admission =
        new Admission(
            database,
            driver,
            jobs,
            time,
            ids,
            new AdmissionSettings(
                backend.name(),
                atOnce,
                backend.longestLife(),
                atOnce,
                atOnce,
                Optional::empty,
                DayLimits.none()));
    tasks =
        new Tasks(
            new Tasks.Parts(database, driver, lifecycle, jobs, time, ids),
            workflows,
            TaskLimitsConfig.defaults(),
            new NoRules(),
            task -> false,
            new BuiltInScreen());
    Faults none = new Faults();
    FakeForge forge = new FakeForge(time, none);
    FakeMirror mirror = new FakeMirror(forge, none);
    FakeDoors doors = new FakeDoors(database, time, place, none);
    FileBlobStore blobs = new FileBlobStore(data, time);
    events = new EventLog(database);
    ChangeRequests changeRequests = new ChangeRequests(parts, forge, mirror);
    SessionSigns signs = new SessionSigns(time);
    EngineSessions sessions =
        new EngineSessions(
            parts,
            signs,
            new EngineSessions.Desk(
                new SessionPlan(SessionPlan.Settings.defaults(), _ -> Map.of()),
                agents(),
                changeRequests,
                new AllowAll(),
                events::append),
            blobs,
            SessionLimits.defaults());
    agent = new NoopAgent(database, sessions, time);
    backend.setAgent(agent);
    List<Custodian> all = new ArrayList<>(backend.custodians());
    all.add(doors.custodian());
    all.add(new CapacityCustodian(new Place.Database()));
    all.add(new BranchCustodian(database, forge));
    Custodians custodians = new Custodians(all);
    LeaseRelease release =
        new LeaseRelease(
            parts, custodians, backend, new Breakers(time), CleanupSettings.defaults(), random);
    SandboxStart sandbox =
        new SandboxStart(
            parts,
            backend,
            doors,
            custodians,
            new SandboxSpec.ResourceLimits(1L << 30, 256, 1L << 30));
    Preflight.Offerings offerings =
        new Preflight.Offerings(
            workflows, agents(), () -> List.of(new ModelCatalog.Offer("none", "openai", 1)));
    List<JobHandler> handlers =
        List.of(
            new AdmitJob(admission),
            new GrantJob(admission, time),
            new DeadlineJob(database, driver, lifecycle),
            new Hydration(
                parts,
                new Preflight(database, forge, backend, offerings),
                mirror,
                backend,
                new Hydration.Settings(Duration.ofHours(8), Duration.ofMinutes(10)),
                new BuiltInScreen()),
            new SessionStart(parts, sandbox, backend, agents(), forge),
            new Settlement(parts, changeRequests, mirror, blobs),
            new VerificationRun(parts, sandbox, backend, Duration.ofMinutes(8)),
            new SessionCleanup(parts, doors, release, steps));
    worker =
        new JobWorker(
            database,
            handlers,
            new WorkerSettings(node.value(), java.util.Set.of(), PARALLEL_JOBS),
            time,
            random,
            waypoints);
    Supervisor supervisor = new Supervisor(parts, backend, signs, Supervisor.Settings.defaults());
    events.start();
    worker.start();
    supervision = Thread.ofPlatform().daemon().start(() -> supervise(supervisor, time));
  }

  private static AgentCatalog agents() {
    AgentCatalog.Agent reference =
        new AgentCatalog.Agent(
            "reference",
            AgentCatalog.Kind.AWARE,
            Optional.of(Path.of("/nowhere")),
            List.of("nothing"),
            Map.of(),
            8080);
    return name -> Optional.of(reference).filter(agent -> agent.name().equals(name));
  }

  private static void supervise(Supervisor supervisor, Time time) {
    try {
      while (true) {
        supervisor.tick();
        time.sleep(supervisor.interval());
      }
    } catch (InterruptedException e) {
      // The run is over.
      Thread.currentThread().interrupt();
    }
  }

  Database database() {
    return database;
  }

  /**
   * Lets so many tasks live from their submission until they have ended and given everything back,
   * a fixed number at a time.
   *
   * @return tasks per second
   * @throws IllegalStateException when one does not complete
   */
  double live(int count) throws InterruptedException {
    long begin = System.nanoTime();
    for (int i = 0; i < count; i++) {
      inFlight.awaitFewerThan(atOnce);
      inFlight.add(tasks.submit(task(), Optional.empty()).task().id());
    }
    inFlight.awaitFewerThan(1);
    double perSecond = count / ((System.nanoTime() - begin) / 1e9);
    agent
        .failure()
        .ifPresent(
            failure -> {
              throw new IllegalStateException("an agent failed", failure);
            });
    return perSecond;
  }

  private static NewTask task() {
    return new NewTask(
        SOMEBODY,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.of("Do nothing"),
        Optional.of(Workflows.DEFAULT),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        0,
        false,
        "api");
  }

  @Override
  public void close() {
    supervision.interrupt();
    worker.close();
    events.close();
    steps.shutdown();
    database.close();
  }
}
