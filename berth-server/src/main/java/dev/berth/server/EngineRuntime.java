package dev.berth.server;

import dev.berth.compute.process.ProcessBackend;
import dev.berth.compute.process.ProcessSettings;
import dev.berth.core.backend.Backend;
import dev.berth.core.backend.SandboxSpec;
import dev.berth.core.blob.BlobStore;
import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCode;
import dev.berth.core.exec.CommandRunner;
import dev.berth.core.exec.HostCommandRunner;
import dev.berth.core.forge.Forge;
import dev.berth.core.forge.Mirror;
import dev.berth.core.id.NodeId;
import dev.berth.core.id.Ulid;
import dev.berth.core.lease.Custodian;
import dev.berth.core.lease.Ledger;
import dev.berth.core.lease.Place;
import dev.berth.core.store.Database;
import dev.berth.core.task.LifecycleLimits;
import dev.berth.core.task.Task;
import dev.berth.core.task.TaskLifecycle;
import dev.berth.core.time.Time;
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
import dev.berth.engine.event.EventFeed;
import dev.berth.engine.event.EventLog;
import dev.berth.engine.hydration.Hydration;
import dev.berth.engine.hydration.Preflight;
import dev.berth.engine.hydration.SandboxStart;
import dev.berth.engine.hydration.SessionStart;
import dev.berth.engine.job.DurableJobs;
import dev.berth.engine.job.JobHandler;
import dev.berth.engine.job.JobWorker;
import dev.berth.engine.job.Jobs;
import dev.berth.engine.job.WorkerSettings;
import dev.berth.engine.outcome.Settlement;
import dev.berth.engine.outcome.VerificationRun;
import dev.berth.engine.reconcile.Reconciler;
import dev.berth.engine.repo.MirrorUpkeep;
import dev.berth.engine.repo.Repos;
import dev.berth.engine.retention.Retention;
import dev.berth.engine.retention.RetentionSettings;
import dev.berth.engine.session.AgentCatalog;
import dev.berth.engine.session.AllowAll;
import dev.berth.engine.session.BudgetWatch;
import dev.berth.engine.session.ChangeRequests;
import dev.berth.engine.session.EngineParts;
import dev.berth.engine.session.EngineSessions;
import dev.berth.engine.session.SessionLimits;
import dev.berth.engine.session.SessionPlan;
import dev.berth.engine.session.SessionSigns;
import dev.berth.engine.supervision.DiskFloor;
import dev.berth.engine.supervision.Recovery;
import dev.berth.engine.supervision.Supervisor;
import dev.berth.engine.task.CommandWriter;
import dev.berth.engine.task.DeadlineJob;
import dev.berth.engine.task.TaskDriver;
import dev.berth.engine.task.TaskLimitsConfig;
import dev.berth.engine.task.TaskReader;
import dev.berth.engine.task.Tasks;
import dev.berth.engine.workflow.Workflows;
import dev.berth.forge.git.Git;
import dev.berth.forge.local.LocalForge;
import dev.berth.forge.mirror.GitMirror;
import dev.berth.gateway.door.DoorLimits;
import dev.berth.gateway.door.GatewayDoors;
import dev.berth.gateway.door.SessionRoute;
import dev.berth.gateway.egress.EgressDoor;
import dev.berth.gateway.egress.Registries;
import dev.berth.gateway.egress.StoredEgressPolicies;
import dev.berth.gateway.egress.ToolSettings;
import dev.berth.gateway.git.GitDoor;
import dev.berth.gateway.git.GitRoutes;
import dev.berth.gateway.git.PushEvents;
import dev.berth.gateway.git.StoredGitRights;
import dev.berth.gateway.model.ModelAccounts;
import dev.berth.gateway.model.ModelGateway;
import dev.berth.gateway.model.StoredModelCallers;
import dev.berth.gateway.protocol.AgentRoutes;
import dev.berth.gateway.protocol.InitRoutes;
import dev.berth.server.config.BerthConfig;
import dev.berth.store.blob.FileBlobStore;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Engine, gateway, forge and backend of one node, wired by hand, and started in order. */
final class EngineRuntime implements AutoCloseable {
  /** Paths that no push may change without an approval, where a repository says nothing itself. */
  static final List<String> PROTECTED_PATHS = List.of(".github/workflows/**");

  private static final long MOST_BODY = 256L << 20;
  private static final int PARALLEL_JOBS = 16;

  /** How often calls of servers that have died are looked for. */
  private static final Duration LEFTOVERS = Duration.ofMinutes(1);

  /** What everything is built from. */
  record Base(
      BerthConfig config,
      Installed installed,
      DataDirectory data,
      Database database,
      NodeId node,
      Time time,
      Ulid ids,
      SecureRandom random,
      Waypoints waypoints,
      MeterRegistry metrics) {}

  private final Tasks tasks;
  private final TaskReader reader;
  private final Repos repos;
  private final Mirror mirror;
  private final BlobStore blobs;
  private final EventFeed feed;
  private final MirrorUpkeep upkeep;
  private final Registries registries;
  private final Workflows workflows;
  private final Starting starting;
  private final List<AutoCloseable> running = new ArrayList<>();
  private volatile boolean working = true;

  /** What runs from {@link #start} on. */
  private record Starting(
      Recovery recovery,
      EventLog events,
      JobWorker worker,
      Supervisor supervisor,
      DiskFloor floor,
      Reconciler reconciler,
      Retention retention,
      Breakers breakers,
      ModelAccounts accounts,
      GatewayDoors doors,
      Time time,
      ExecutorService steps) {}

  private EngineRuntime(
      Base base, Tasks tasks, TaskReader reader, Repos repos, Outside outside, Starting starting) {
    this.tasks = tasks;
    this.reader = reader;
    this.repos = repos;
    this.mirror = outside.mirror();
    this.blobs = outside.blobs();
    this.registries = outside.registries();
    this.workflows = outside.workflows();
    this.feed = new EventFeed(base.database(), base.time());
    this.upkeep = new MirrorUpkeep(base.database(), outside.mirror(), base.time());
    this.starting = starting;
    measure(base.metrics(), starting.reconciler());
    measure(base.metrics(), starting.retention());
  }

  /** What nobody owns, since this server started. */
  private static void measure(MeterRegistry metrics, Reconciler reconciler) {
    Gauge.builder("berth.orphans.released", reconciler, r -> r.report().released().size())
        .description("Things that belonged to nobody and were ended")
        .register(metrics);
    Gauge.builder("berth.workspaces.quarantined", reconciler, r -> r.report().quarantined().size())
        .description("Workspaces that belong to nobody and are kept for a person")
        .register(metrics);
    Gauge.builder("berth.ledger.behind", reconciler, r -> r.report().ahead().size())
        .description("Things that are newer than the ledger; while there are any, nothing is ended")
        .register(metrics);
  }

  /** What was deleted for its age, since this server started. */
  private static void measure(MeterRegistry metrics, Retention retention) {
    FunctionCounter.builder("berth.retention.tasks", retention, r -> r.report().tasks())
        .description("Tasks deleted after their retention")
        .register(metrics);
    FunctionCounter.builder("berth.retention.blobs", retention, r -> r.report().blobs())
        .description("Blobs deleted because nothing referred to them")
        .register(metrics);
    FunctionCounter.builder("berth.retention.blob.bytes", retention, r -> r.report().bytes())
        .description("Bytes of the blobs deleted because nothing referred to them")
        .register(metrics);
  }

  /** Forge, mirror, backend, models and bytes: the adapters to the world. */
  private record Outside(
      Place.Host place,
      Backend backend,
      Forge forge,
      Mirror mirror,
      BlobStore blobs,
      Models models,
      AgentCatalog agents,
      Workflows workflows,
      Registries registries) {}

  static EngineRuntime build(Base base, Backend backend) {
    Outside outside = outside(base, backend);
    Database database = base.database();
    Time time = base.time();
    Jobs jobs = new DurableJobs(database, time);
    TaskLifecycle lifecycle = new TaskLifecycle(lifecycleLimits(base.config().limits()));
    TaskDriver driver =
        new TaskDriver(database, lifecycle, new CommandWriter(jobs), time, base.waypoints());
    Ledger ledger = new Ledger(database, time, base.ids(), base.waypoints());
    EngineParts parts =
        new EngineParts(database, driver, jobs, time, base.ids(), base.node(), ledger);
    DiskFloor floor = new DiskFloor(parts, outside.backend());
    Admission admission =
        new Admission(
            database, driver, jobs, time, base.ids(), admissionSettings(base, outside, floor));
    Tasks tasks =
        new Tasks(
            new Tasks.Parts(database, driver, lifecycle, jobs, time, base.ids()),
            outside.workflows(),
            taskLimits(base.config().limits()),
            task -> isNudgeable(outside, task));
    Repos repos =
        new Repos(
            database,
            Map.of(outside.forge().name(), outside.forge()),
            new Repos.OnboardingRules(
                base.config().onboarding().allowedOwners(), base.config().onboarding().max()),
            jobs,
            time,
            base.ids());
    Starting starting = sessions(base, outside, parts, lifecycle, admission, floor);
    return new EngineRuntime(
        base, tasks, new TaskReader(database, admission), repos, outside, starting);
  }

  /**
   * Where sessions run, seen to work.
   *
   * @throws BerthException {@code SANDBOX_UNAVAILABLE}, {@code DATA_DIR_UNUSABLE}
   */
  static Backend backend(
      BerthConfig config, Installed installed, DataDirectory data, Place.Host place, Time time) {
    Backend backend =
        new ProcessBackend(
            processSettings(config.process(), installed, data),
            place,
            time,
            new HostCommandRunner(installed.path()));
    Backend.Probe probe = backend.probe();
    if (!probe.works()) {
      throw new BerthException(ErrorCode.SANDBOX_UNAVAILABLE, String.join("; ", probe.problems()));
    }
    return backend;
  }

  private static Outside outside(Base base, Backend backend) {
    CommandRunner runner = new HostCommandRunner(base.installed().path());
    Path data = base.data().root();
    Place.Host place = HostPlace.of(data, base.ids());
    Git git = Git.in(data, runner);
    LocalForge forge = new LocalForge(git, data, base.database(), base.time());
    return new Outside(
        place,
        backend,
        forge,
        new GitMirror(git, data, Map.of(forge.name(), forge)),
        new FileBlobStore(data, base.time()),
        Models.of(
            base.config().models(),
            new EnvironmentSecrets(base.installed().environment()),
            base.time()),
        new InstalledAgents(base.installed()),
        Workflows.load(base.config().workflows()),
        Registries.builtIn());
  }

  private static Starting sessions(
      Base base,
      Outside outside,
      EngineParts parts,
      TaskLifecycle lifecycle,
      Admission admission,
      DiskFloor floor) {
    BerthConfig.Limits limits = base.config().limits();
    SessionSigns signs = new SessionSigns(base.time());
    EventLog events = new EventLog(base.database());
    ChangeRequests changeRequests = new ChangeRequests(parts, outside.forge(), outside.mirror());
    EngineSessions protocol =
        new EngineSessions(
            parts,
            signs,
            new EngineSessions.Desk(
                new SessionPlan(
                    SessionPlan.Settings.defaults(), () -> ToolSettings.files(trust(base))),
                outside.agents(),
                changeRequests,
                new AllowAll(),
                events::append),
            outside.blobs(),
            SessionLimits.defaults());
    ModelAccounts accounts =
        new ModelAccounts(base.database(), base.time(), base.ids(), base.node());
    GatewayDoors doors = doors(base, outside, parts, protocol, accounts);
    List<Custodian> all = new ArrayList<>(outside.backend().custodians());
    all.add(doors.custodian());
    all.add(new CapacityCustodian(new Place.Database()));
    all.add(new BranchCustodian(base.database(), outside.forge()));
    Custodians custodians = new Custodians(all);
    Breakers breakers = new Breakers(base.time());
    LeaseRelease release =
        new LeaseRelease(
            parts,
            custodians,
            outside.backend(),
            breakers,
            CleanupSettings.defaults(),
            base.random());
    SandboxStart sandbox =
        new SandboxStart(parts, outside.backend(), doors, custodians, resources(base));
    Reconciler reconciler = new Reconciler(parts, custodians, release, outside.place());
    Retention retention =
        new Retention(
            new Retention.Parts(base.database(), outside.blobs(), parts.jobs(), base.time()),
            retentionSettings(base.config().retention()),
            () -> !reconciler.report().ahead().isEmpty());
    ExecutorService steps = Executors.newVirtualThreadPerTaskExecutor();
    List<JobHandler> handlers =
        List.of(
            new AdmitJob(admission),
            new GrantJob(admission, base.time()),
            new DeadlineJob(base.database(), parts.driver(), lifecycle),
            new Hydration(
                parts,
                new Preflight(
                    base.database(),
                    outside.forge(),
                    outside.backend(),
                    new Preflight.Offerings(
                        outside.workflows(), outside.agents(), outside.models().catalog())),
                outside.mirror(),
                outside.backend(),
                new Hydration.Settings(limits.runTime(), Duration.ofMinutes(10))),
            new SessionStart(parts, sandbox, outside.backend(), outside.agents(), outside.forge()),
            new Settlement(parts, changeRequests, outside.blobs()),
            new VerificationRun(
                parts, sandbox, outside.backend(), SessionPlan.Settings.defaults().verification()),
            new SessionCleanup(parts, doors, release, steps),
            reconciler,
            retention);
    JobWorker worker =
        new JobWorker(
            base.database(),
            handlers,
            new WorkerSettings(base.node().value(), Set.of(), PARALLEL_JOBS),
            base.time(),
            base.random(),
            base.waypoints());
    Supervisor.Settings usual = Supervisor.Settings.defaults();
    Supervisor supervisor =
        new Supervisor(
            parts,
            outside.backend(),
            signs,
            new Supervisor.Settings(
                usual.interval(), usual.gap(), limits.silent(), limits.lost(), usual.flush()));
    return new Starting(
        new Recovery(parts, doors, outside.place()),
        events,
        worker,
        supervisor,
        floor,
        reconciler,
        retention,
        breakers,
        accounts,
        doors,
        base.time(),
        steps);
  }

  private static GatewayDoors doors(
      Base base,
      Outside outside,
      EngineParts parts,
      EngineSessions protocol,
      ModelAccounts accounts) {
    Database database = base.database();
    List<SessionRoute> routes = new ArrayList<>();
    routes.addAll(new InitRoutes(protocol, base.time()).routes());
    routes.addAll(new AgentRoutes(protocol, base.time()).routes());
    routes.addAll(
        new ModelGateway(
                new StoredModelCallers(database, new BudgetWatch(parts), outside.models().names()),
                accounts,
                outside.models().prices(),
                outside.models().providers())
            .routes());
    routes.addAll(
        new GitRoutes(
                new GitDoor(
                    outside.mirror(),
                    new StoredGitRights(
                        database,
                        ref -> outside.workflows().find(ref).map(w -> w.readOnly()).orElse(true)),
                    GitDoor.Settings.standard(),
                    new PushEvents(database, base.time())))
            .routes());
    EgressDoor egress =
        new EgressDoor(
            EgressDoor.Settings.of(
                Set.copyOf(base.config().egress().privateHosts()),
                // the local forge has no host; one that has adds it here
                Models.hosts(base.config().models())),
            new StoredEgressPolicies(database, base.time(), outside.registries()),
            EgressDoor.Resolver.system(),
            base.time());
    return new GatewayDoors(
        new GatewayDoors.DoorSettings(
            base.data().doors(), outside.place(), MOST_BODY, DoorLimits.standard()),
        database,
        base.time(),
        base.random(),
        routes,
        egress);
  }

  /** Begins to work: what earlier servers left is taken up first. */
  void start() {
    running.add(starting.doors());
    starting.accounts().settleLeftovers();
    starting.events().start();
    running.add(starting.events());
    starting.recovery().run();
    // Before any job: limits that nobody could have kept meanwhile are moved first.
    starting.supervisor().tick();
    starting.floor().tick();
    starting.retention().begin();
    starting.worker().start();
    running.add(starting.worker());
    running.add(
        new Loop(
            "berth-supervisor",
            () -> {
              if (working) {
                starting.supervisor().tick();
              }
            },
            starting.supervisor().interval(),
            starting.time()));
    running.add(
        new Loop(
            "berth-leftovers", starting.accounts()::settleLeftovers, LEFTOVERS, starting.time()));
    running.add(
        new Loop(
            "berth-disk", starting.floor()::tick, starting.floor().interval(), starting.time()));
    running.add(
        new Loop(
            "berth-mirrors",
            () -> {
              if (working) {
                upkeep.tick();
              }
            },
            MirrorUpkeep.INTERVAL,
            starting.time()));
  }

  /**
   * Takes work, or takes none. Sessions go on either way; whoever has the right to judges them.
   * Called by one thread.
   */
  void takeWork(boolean wanted) {
    if (wanted == working) {
      return;
    }
    working = wanted;
    if (wanted) {
      starting.worker().start();
    } else {
      starting.worker().close();
    }
  }

  @Override
  public void close() {
    BerthServer.closeAll(running);
    starting.steps().shutdown();
  }

  Tasks tasks() {
    return tasks;
  }

  TaskReader reader() {
    return reader;
  }

  Repos repos() {
    return repos;
  }

  Mirror mirror() {
    return mirror;
  }

  BlobStore blobs() {
    return blobs;
  }

  EventFeed feed() {
    return feed;
  }

  Registries registries() {
    return registries;
  }

  Workflows workflows() {
    return workflows;
  }

  /** Kinds of stored jobs that this version cannot run. */
  List<String> unknownJobs() {
    return starting.worker().unknownKinds();
  }

  /** Dependencies by name, and the state of each one's circuit breaker. */
  Map<String, String> breakers() {
    return starting.breakers().states();
  }

  private static boolean isNudgeable(Outside outside, Task task) {
    return outside
        .workflows()
        .find(task.spec().workflow())
        .flatMap(workflow -> outside.agents().find(workflow.agent()))
        .filter(agent -> agent.kind() == AgentCatalog.Kind.AWARE)
        .isPresent();
  }

  private static ProcessSettings processSettings(
      BerthConfig.ProcessBackend process, Installed installed, DataDirectory data) {
    ProcessSettings usual =
        ProcessSettings.standard(
            data.root(),
            installed.initJar(),
            process.isolation() == BerthConfig.Isolation.NONE
                ? ProcessSettings.Isolation.NONE
                : ProcessSettings.Isolation.REQUIRED,
            process.capacity());
    return new ProcessSettings(
        usual.data(),
        usual.initJar(),
        installed.javaHome(),
        usual.isolation(),
        process.mounts().stream().map(Path::of).toList(),
        process.caches().stream().map(Path::of).toList(),
        usual.capacity(),
        new ProcessSettings.Sizes(
            usual.sizes().tmp(), usual.sizes().home(), process.diskFloorBytes()),
        usual.orphanAfter(),
        process.start(),
        Arrays.stream(installed.path().split(":")).map(Path::of).filter(Path::isAbsolute).toList(),
        process.caBundle());
  }

  /** Without a sandbox there is no generated trust: tools have the host's. */
  private static ToolSettings.Trust trust(Base base) {
    BerthConfig.ProcessBackend process = base.config().process();
    return process.caBundle().isPresent() && process.isolation() == BerthConfig.Isolation.SANDBOX
        ? ToolSettings.Trust.OPERATORS
        : ToolSettings.Trust.SYSTEM;
  }

  private static SandboxSpec.ResourceLimits resources(Base base) {
    BerthConfig.ProcessBackend process = base.config().process();
    return new SandboxSpec.ResourceLimits(
        process.memoryBytes(), process.processes(), process.diskBytes());
  }

  private static AdmissionSettings admissionSettings(Base base, Outside outside, DiskFloor floor) {
    BerthConfig.Limits limits = base.config().limits();
    return new AdmissionSettings(
        outside.backend().name(),
        outside.backend().capacity(),
        outside.backend().longestLife(),
        limits.perUser(),
        limits.perRepo(),
        floor::shortage);
  }

  private static TaskLimitsConfig taskLimits(BerthConfig.Limits limits) {
    return new TaskLimitsConfig(
        limits.maxTurns(), limits.budgetMicroUsd(), limits.approvalTimeout());
  }

  private static RetentionSettings retentionSettings(BerthConfig.RetentionConfig retention) {
    return new RetentionSettings(
        retention.tasks(), retention.blobs(), RetentionSettings.defaults().interval());
  }

  private static LifecycleLimits lifecycleLimits(BerthConfig.Limits limits) {
    LifecycleLimits usual = LifecycleLimits.defaults();
    return new LifecycleLimits(
        usual.uploads(),
        usual.admission(),
        limits.queue(),
        limits.hydration(),
        limits.runTime(),
        usual.exitGrace(),
        limits.finalizing(),
        usual.settleAfterCancel(),
        usual.gateCap());
  }
}
