package dev.berth.chaos.simulated;

import dev.berth.core.backend.Backend;
import dev.berth.core.backend.SandboxSpec;
import dev.berth.core.forge.Forge;
import dev.berth.core.forge.Mirror;
import dev.berth.core.gateway.SessionDoors;
import dev.berth.core.id.NodeId;
import dev.berth.core.lease.Custodian;
import dev.berth.core.lease.Ledger;
import dev.berth.core.lease.Place;
import dev.berth.core.model.DayLimits;
import dev.berth.core.screen.BuiltInScreen;
import dev.berth.core.store.Database;
import dev.berth.core.task.LifecycleLimits;
import dev.berth.core.task.TaskLifecycle;
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
import dev.berth.engine.gate.NoRules;
import dev.berth.engine.hydration.Hydration;
import dev.berth.engine.hydration.ModelCatalog;
import dev.berth.engine.hydration.Preflight;
import dev.berth.engine.hydration.SandboxStart;
import dev.berth.engine.hydration.SessionStart;
import dev.berth.engine.job.JobHandler;
import dev.berth.engine.job.JobKind;
import dev.berth.engine.outcome.Settlement;
import dev.berth.engine.outcome.VerificationRun;
import dev.berth.engine.reconcile.Reconciler;
import dev.berth.engine.session.AgentCatalog;
import dev.berth.engine.session.AllowAll;
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
import dev.berth.engine.task.Tasks;
import dev.berth.engine.workflow.Workflows;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One life of a server: everything that dies with it, wired as a server wires it. */
final class Life {
  /** Of users and repositories: no more than there is room for. */
  private static final int AT_ONCE = FaultyBackend.CAPACITY;

  private final SimulatedWorld world;
  private final EngineParts parts;
  private final EngineSessions sessions;
  private final Supervisor supervisor;
  private final DiskFloor floor;
  private final Tasks tasks;
  private final Map<JobKind, JobHandler> handlers = new EnumMap<>(JobKind.class);

  /** What the life finds outside, all of which may fail. */
  record Surroundings(
      Database database,
      Backend backend,
      List<Custodian> custodians,
      SessionDoors doors,
      Forge forge,
      Mirror mirror) {}

  Life(SimulatedWorld world, Surroundings outside) {
    this.world = world;
    Database database = outside.database();
    TaskLifecycle lifecycle = new TaskLifecycle(LifecycleLimits.defaults());
    TaskDriver driver =
        new TaskDriver(
            database, lifecycle, new CommandWriter(world.jobs()), world.time(), Waypoints.none());
    Ledger ledger = new Ledger(database, world.time(), world.ids(), Waypoints.none());
    this.parts =
        new EngineParts(
            database,
            driver,
            world.jobs(),
            world.time(),
            world.ids(),
            new NodeId(world.ids().next()),
            ledger);
    Workflows workflows = world.workflows();
    this.floor = new DiskFloor(parts, outside.backend());
    Admission admission = admission(outside);
    this.tasks =
        new Tasks(
            new Tasks.Parts(database, driver, lifecycle, world.jobs(), world.time(), world.ids()),
            workflows,
            TaskLimitsConfig.defaults(),
            new NoRules(),
            task -> true,
            new BuiltInScreen());
    ChangeRequests changeRequests = new ChangeRequests(parts, outside.forge(), outside.mirror());
    SessionSigns signs = new SessionSigns(world.time());
    this.sessions = protocol(signs, changeRequests);
    this.supervisor =
        new Supervisor(parts, outside.backend(), signs, Supervisor.Settings.defaults());
    handle(new AdmitJob(admission));
    handle(new GrantJob(admission, world.time()));
    handle(new DeadlineJob(database, driver, lifecycle));
    work(outside, workflows, changeRequests);
    new Recovery(parts, outside.doors(), world.place()).run();
    supervisor.tick();
  }

  private Admission admission(Surroundings outside) {
    return new Admission(
        parts.database(),
        parts.driver(),
        parts.jobs(),
        parts.time(),
        parts.ids(),
        new AdmissionSettings(
            outside.backend().name(),
            outside.backend().capacity(),
            outside.backend().longestLife(),
            AT_ONCE,
            AT_ONCE,
            floor::shortage,
            DayLimits.none()));
  }

  private EngineSessions protocol(SessionSigns signs, ChangeRequests changeRequests) {
    return new EngineSessions(
        parts,
        signs,
        new EngineSessions.Desk(
            new SessionPlan(SessionPlan.Settings.defaults(), _ -> Map.of()),
            agents(),
            changeRequests,
            new AllowAll(),
            (task, events, cap) ->
                parts.database().write(tx -> tx.events().append(task, events, cap))),
        world.blobs(),
        SessionLimits.defaults());
  }

  private void work(Surroundings outside, Workflows workflows, ChangeRequests changeRequests) {
    List<Custodian> all = new ArrayList<>(outside.custodians());
    all.add(new CapacityCustodian(new Place.Database()));
    all.add(new BranchCustodian(parts.database(), outside.forge()));
    Custodians custodians = new Custodians(all);
    LeaseRelease release =
        new LeaseRelease(
            parts,
            custodians,
            outside.backend(),
            new Breakers(world.time()),
            CleanupSettings.defaults().withoutWatching(),
            world.random());
    SandboxStart sandbox =
        new SandboxStart(
            parts,
            outside.backend(),
            outside.doors(),
            custodians,
            new SandboxSpec.ResourceLimits(1L << 30, 256, 1L << 30));
    Preflight.Offerings offerings =
        new Preflight.Offerings(
            workflows,
            agents(),
            () -> List.of(new ModelCatalog.Offer("scripted-1", "openai", 8192)));
    handle(
        new Hydration(
            parts,
            new Preflight(parts.database(), outside.forge(), outside.backend(), offerings),
            outside.mirror(),
            outside.backend(),
            new Hydration.Settings(Duration.ofHours(8), Duration.ofMinutes(10)),
            new BuiltInScreen()));
    handle(new SessionStart(parts, sandbox, outside.backend(), agents(), outside.forge()));
    handle(new Settlement(parts, changeRequests, outside.mirror(), world.blobs()));
    handle(new VerificationRun(parts, sandbox, outside.backend(), Duration.ofMinutes(8)));
    handle(new SessionCleanup(parts, outside.doors(), release, Runnable::run));
    handle(new Reconciler(parts, custodians, release, world.place()));
  }

  private static AgentCatalog agents() {
    AgentCatalog.Agent reference =
        new AgentCatalog.Agent(
            "reference",
            AgentCatalog.Kind.AWARE,
            Optional.of(Path.of("/agents/reference")),
            List.of("/opt/berth/agent/bin/agent"),
            Map.of(),
            8080);
    return name -> Optional.of(reference).filter(agent -> agent.name().equals(name));
  }

  private void handle(JobHandler handler) {
    handlers.put(handler.kind(), handler);
  }

  Tasks tasks() {
    return tasks;
  }

  EngineSessions sessions() {
    return sessions;
  }

  /** What loops of their own do in a server: a failure of one round is the next one's to mend. */
  void supervise() {
    alone(supervisor::tick);
    alone(floor::tick);
  }

  private void alone(Runnable round) {
    try {
      round.run();
    } catch (RuntimeException e) {
      world.noted(e);
    }
  }

  /** All jobs that are due, and what they make due at once. */
  void work() {
    for (int round = 0; round < 4; round++) {
      world.jobs().runDue(handlers, world.time().now());
    }
  }
}
