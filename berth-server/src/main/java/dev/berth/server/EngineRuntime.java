package dev.berth.server;

import dev.berth.core.backend.Backend;
import dev.berth.core.blob.BlobStore;
import dev.berth.core.forge.Mirror;
import dev.berth.core.lease.Custodian;
import dev.berth.core.lease.Ledger;
import dev.berth.core.lease.Place;
import dev.berth.core.screen.BuiltInScreen;
import dev.berth.core.store.Database;
import dev.berth.core.task.TaskLifecycle;
import dev.berth.core.time.Time;
import dev.berth.engine.admission.Admission;
import dev.berth.engine.cleanup.BranchCustodian;
import dev.berth.engine.cleanup.Breakers;
import dev.berth.engine.cleanup.CapacityCustodian;
import dev.berth.engine.cleanup.CleanupSettings;
import dev.berth.engine.cleanup.Custodians;
import dev.berth.engine.cleanup.LeaseRelease;
import dev.berth.engine.cleanup.LedgerGuard;
import dev.berth.engine.event.EventFeed;
import dev.berth.engine.event.EventLog;
import dev.berth.engine.gate.Approvals;
import dev.berth.engine.gate.GateNotices;
import dev.berth.engine.hydration.SandboxStart;
import dev.berth.engine.job.DurableJobs;
import dev.berth.engine.job.JobWorker;
import dev.berth.engine.job.Jobs;
import dev.berth.engine.reconcile.Reconciler;
import dev.berth.engine.repo.MirrorUpkeep;
import dev.berth.engine.repo.Repos;
import dev.berth.engine.retention.Retention;
import dev.berth.engine.session.ChangeRequests;
import dev.berth.engine.session.EngineParts;
import dev.berth.engine.session.EngineSessions;
import dev.berth.engine.session.SessionLimits;
import dev.berth.engine.session.SessionPlan;
import dev.berth.engine.session.SessionSigns;
import dev.berth.engine.supervision.DiskFloor;
import dev.berth.engine.supervision.Recovery;
import dev.berth.engine.supervision.Supervisor;
import dev.berth.engine.supervision.Suspension;
import dev.berth.engine.task.CommandWriter;
import dev.berth.engine.task.TaskDriver;
import dev.berth.engine.task.TaskReader;
import dev.berth.engine.task.Tasks;
import dev.berth.engine.workflow.Workflows;
import dev.berth.gateway.door.GatewayDoors;
import dev.berth.gateway.egress.Registries;
import dev.berth.gateway.model.ModelAccounts;
import dev.berth.policy.decision.CedarPolicy;
import dev.berth.server.gate.GateLog;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Engine, gateway, forge and backend of one node, wired by hand, and started in order. */
final class EngineRuntime implements AutoCloseable {
  /** Paths that no push may change without an approval, where a repository says nothing itself. */
  static final List<String> PROTECTED_PATHS = List.of(".github/workflows/**");

  /** How often calls of servers that have died are looked for. */
  private static final Duration LEFTOVERS = Duration.ofMinutes(1);

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
      Suspension suspension,
      DiskFloor floor,
      LeaseRelease release,
      Reconciler reconciler,
      Retention retention,
      Breakers breakers,
      ModelAccounts accounts,
      GatewayDoors doors,
      GateWiring gates,
      GateNotices notices,
      Time time,
      ExecutorService steps) {}

  private EngineRuntime(
      EngineBase base,
      Tasks tasks,
      TaskReader reader,
      Repos repos,
      Adapters adapters,
      Starting starting) {
    this.tasks = tasks;
    this.reader = reader;
    this.repos = repos;
    this.mirror = adapters.mirror();
    this.blobs = adapters.blobs();
    this.registries = adapters.registries();
    this.workflows = adapters.workflows();
    this.feed = new EventFeed(base.database(), base.time());
    this.upkeep = new MirrorUpkeep(base.database(), adapters.mirror(), base.time());
    this.starting = starting;
    EngineMetrics.measure(base.metrics(), starting.reconciler());
    EngineMetrics.measure(base.metrics(), starting.retention());
    EngineMetrics.measure(base.metrics(), starting.accounts());
    EngineMetrics.measure(base.metrics(), starting.release().figures());
    EngineMetrics.measure(base.metrics(), starting.gates());
  }

  static EngineRuntime build(EngineBase base, Backend backend) {
    Adapters adapters = Adapters.of(base, backend);
    Database database = base.database();
    Time time = base.time();
    Jobs jobs = base.wrapping().jobs(new DurableJobs(database, time));
    TaskLifecycle lifecycle = new TaskLifecycle(EngineSettings.lifecycle(base.config().limits()));
    TaskDriver driver =
        new TaskDriver(database, lifecycle, new CommandWriter(jobs), time, base.waypoints());
    Ledger ledger = new Ledger(database, time, base.ids(), base.waypoints());
    EngineParts parts =
        new EngineParts(database, driver, jobs, time, base.ids(), base.node(), ledger);
    GateWiring gates = GateWiring.of(parts, new CedarPolicy(time, PROTECTED_PATHS));
    DiskFloor floor = new DiskFloor(parts, adapters.backend());
    Admission admission =
        new Admission(
            database,
            driver,
            jobs,
            time,
            base.ids(),
            EngineSettings.admission(base, adapters, floor));
    Tasks tasks =
        new Tasks(
            new Tasks.Parts(database, driver, lifecycle, jobs, time, base.ids()),
            adapters.workflows(),
            EngineSettings.tasks(base.config().limits()),
            gates.policy(),
            adapters::isNudgeable,
            new BuiltInScreen());
    Repos repos =
        new Repos(
            database,
            Map.of(adapters.forge().name(), adapters.forge()),
            new Repos.OnboardingRules(
                base.config().onboarding().allowedOwners(), base.config().onboarding().max()),
            jobs,
            time,
            base.ids());
    Starting starting =
        sessions(new Built(base, adapters, parts, gates), lifecycle, admission, floor);
    return new EngineRuntime(
        base, tasks, new TaskReader(database, admission), repos, adapters, starting);
  }

  /** What the rest is built from. */
  private record Built(EngineBase base, Adapters adapters, EngineParts parts, GateWiring gates) {}

  private static Starting sessions(
      Built built, TaskLifecycle lifecycle, Admission admission, DiskFloor floor) {
    EngineBase base = built.base();
    Adapters adapters = built.adapters();
    EngineParts parts = built.parts();
    SessionSigns signs = new SessionSigns(base.time());
    EventLog events = new EventLog(base.database());
    ChangeRequests changeRequests = new ChangeRequests(parts, adapters.forge(), adapters.mirror());
    EngineSessions protocol =
        new EngineSessions(
            parts,
            signs,
            new EngineSessions.Desk(
                new SessionPlan(
                    SessionPlan.Settings.defaults()
                        .withCheckpoint(base.config().limits().checkpoint()),
                    session -> GatewayWiring.tools(base, session)),
                adapters.agents(),
                changeRequests,
                built.gates().audited(),
                events::append),
            adapters.blobs(),
            SessionLimits.defaults());
    ModelAccounts accounts =
        new ModelAccounts(
            base.database(), base.time(), base.ids(), base.node(), base.config().limits().days());
    GatewayDoors doors =
        GatewayWiring.doors(base, adapters, parts, protocol, built.gates().audited(), accounts);
    List<Custodian> all = new ArrayList<>(adapters.backend().custodians());
    all.add(doors.custodian());
    all.add(new CapacityCustodian(new Place.Database()));
    all.add(new BranchCustodian(base.database(), adapters.forge()));
    all.replaceAll(base.wrapping()::custodian);
    Custodians custodians = new Custodians(all);
    Breakers breakers = new Breakers(base.time());
    LeaseRelease release =
        new LeaseRelease(
            parts,
            custodians,
            adapters.backend(),
            breakers,
            CleanupSettings.defaults(),
            base.random());
    SandboxStart sandbox =
        new SandboxStart(
            parts, adapters.backend(), doors, custodians, EngineSettings.resources(base));
    Reconciler reconciler = new Reconciler(parts, custodians, release, adapters.place());
    Retention retention =
        new Retention(
            new Retention.Parts(base.database(), adapters.blobs(), parts.jobs(), base.time()),
            EngineSettings.retention(base.config().retention()),
            () -> reconciler.report().isBehind());
    ExecutorService steps = Executors.newVirtualThreadPerTaskExecutor();
    JobWorker worker =
        JobWiring.worker(
            base,
            parts,
            new JobWiring.With(
                adapters,
                lifecycle,
                admission,
                changeRequests,
                sandbox,
                doors,
                release,
                steps,
                reconciler,
                retention,
                built.gates().expiry()));
    Supervisor supervisor =
        new Supervisor(
            parts, adapters.backend(), signs, EngineSettings.supervision(base.config().limits()));
    return new Starting(
        new Recovery(parts, doors, adapters.place()),
        events,
        worker,
        supervisor,
        new Suspension(parts, adapters.backend(), base.config().limits().suspendAfter()),
        floor,
        release,
        reconciler,
        retention,
        breakers,
        accounts,
        doors,
        built.gates(),
        new GateNotices(base.database(), List.of(new GateLog())),
        base.time(),
        steps);
  }

  /** Begins to work: what earlier servers left is taken up first. */
  void start() {
    running.add(starting.doors());
    running.add(starting.gates().gates());
    starting.accounts().settleLeftovers();
    starting.events().start();
    running.add(starting.events());
    starting.recovery().run();
    // Before any job: limits that nobody could have kept meanwhile are moved first.
    starting.supervisor().tick();
    starting.floor().tick();
    starting.retention().begin();
    Thread.ofVirtual().name("berth-policy").start(starting.gates()::warmUp);
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
            "berth-suspension",
            () -> {
              if (working) {
                starting.suspension().tick();
              }
            },
            starting.suspension().interval(),
            starting.time()));
    running.add(
        new Loop("berth-notices", starting.notices()::tick, GateNotices.INTERVAL, starting.time()));
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

  /** The people's side of gates. */
  Approvals approvals() {
    return starting.gates().approvals();
  }

  /** The rules. */
  CedarPolicy rules() {
    return starting.gates().policy();
  }

  /** What repositories' sessions may reach has changed. */
  void recheckEgress() {
    starting.doors().recheckEgress();
  }

  /** Kinds of stored jobs that this version cannot run. */
  List<String> unknownJobs() {
    return starting.worker().unknownKinds();
  }

  /** What keeps a ledger that went back from giving anything away. */
  LedgerGuard ledgerGuard() {
    return starting.reconciler().guard();
  }

  /** Dependencies by name, and the state of each one's circuit breaker. */
  Map<String, String> breakers() {
    return starting.breakers().states();
  }
}
