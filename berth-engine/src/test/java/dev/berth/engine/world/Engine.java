package dev.berth.engine.world;

import dev.berth.core.backend.SandboxSpec;
import dev.berth.core.id.NodeId;
import dev.berth.core.id.Ulid;
import dev.berth.core.lease.Custodian;
import dev.berth.core.lease.Ledger;
import dev.berth.core.screen.BuiltInScreen;
import dev.berth.core.task.LifecycleLimits;
import dev.berth.core.task.TaskLifecycle;
import dev.berth.core.waypoint.Waypoints;
import dev.berth.engine.cleanup.BranchCustodian;
import dev.berth.engine.cleanup.Breakers;
import dev.berth.engine.cleanup.CapacityCustodian;
import dev.berth.engine.cleanup.Custodians;
import dev.berth.engine.cleanup.LeaseRelease;
import dev.berth.engine.cleanup.SessionCleanup;
import dev.berth.engine.gate.Approvals;
import dev.berth.engine.gate.EngineGates;
import dev.berth.engine.gate.GateExpiry;
import dev.berth.engine.gate.GateFigures;
import dev.berth.engine.hydration.Hydration;
import dev.berth.engine.hydration.Preflight;
import dev.berth.engine.hydration.SandboxStart;
import dev.berth.engine.hydration.SessionStart;
import dev.berth.engine.job.JobHandler;
import dev.berth.engine.job.JobKind;
import dev.berth.engine.outcome.Settlement;
import dev.berth.engine.outcome.VerificationRun;
import dev.berth.engine.reconcile.Reconciler;
import dev.berth.engine.session.ChangeRequests;
import dev.berth.engine.session.EngineParts;
import dev.berth.engine.session.EngineSessions;
import dev.berth.engine.session.SessionPlan;
import dev.berth.engine.session.SessionSigns;
import dev.berth.engine.supervision.DiskFloor;
import dev.berth.engine.supervision.Recovery;
import dev.berth.engine.supervision.Supervisor;
import dev.berth.engine.supervision.Suspension;
import dev.berth.engine.task.CommandWriter;
import dev.berth.engine.task.DeadlineJob;
import dev.berth.engine.task.TaskDriver;
import dev.berth.engine.task.TaskLimitsConfig;
import dev.berth.engine.task.Tasks;
import dev.berth.engine.workflow.Workflows;
import dev.berth.testkit.fault.CrashingDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** One life of a server: everything that dies with it. */
final class Engine {
  final EngineParts parts;
  final EngineSessions sessions;
  final Supervisor supervisor;
  final Suspension suspension;
  final DiskFloor floor;
  final Tasks tasks;
  final Approvals approvals;
  final Reconciler reconciler;
  final LeaseRelease release;
  final SessionSigns signs;
  final Map<JobKind, JobHandler> handlers = new EnumMap<>(JobKind.class);

  Engine(World world) {
    CrashingDatabase database = new CrashingDatabase(world.database, world.faults);
    Ulid ids = world.ids;
    TaskLifecycle lifecycle = new TaskLifecycle(LifecycleLimits.defaults());
    TaskDriver driver =
        new TaskDriver(
            database, lifecycle, new CommandWriter(world.jobs), world.time, Waypoints.none());
    tasks =
        new Tasks(
            new Tasks.Parts(database, driver, lifecycle, world.jobs, world.time, ids),
            Workflows.load(Optional.empty()),
            TaskLimitsConfig.defaults(),
            world.policy,
            task -> true,
            new BuiltInScreen());
    Ledger ledger = new Ledger(database, world.time, ids, Waypoints.none());
    parts =
        new EngineParts(
            database, driver, world.jobs, world.time, ids, new NodeId(ids.next()), ledger);
    List<Custodian> all = new ArrayList<>(world.backend.custodians());
    all.add(world.doors.custodian());
    all.add(new CapacityCustodian(world.place));
    all.add(new BranchCustodian(database, world.forge));
    Custodians custodians = new Custodians(all.stream().map(world.custodian).toList());
    SandboxStart sandbox =
        new SandboxStart(
            parts,
            world.backend,
            world.doors,
            custodians,
            new SandboxSpec.ResourceLimits(1L << 30, 256, 1L << 30));
    ChangeRequests changeRequests = new ChangeRequests(parts, world.forge, world.mirror);
    release =
        new LeaseRelease(
            parts,
            custodians,
            world.backend,
            new Breakers(world.time),
            world.cleanup,
            new Random(1));
    GateFigures figures = new GateFigures();
    approvals = new Approvals(parts, world.policy, figures);
    add(new GateExpiry(parts, figures));
    signs = new SessionSigns(world.time);
    sessions =
        new EngineSessions(
            parts,
            signs,
            new EngineSessions.Desk(
                new SessionPlan(SessionPlan.Settings.defaults(), _ -> Map.of()),
                world.agents(),
                changeRequests,
                new EngineGates(parts, world.policy, figures),
                (task, events, cap) -> database.write(tx -> tx.events().append(task, events, cap))),
            world.blobs,
            world.limits);
    supervisor = new Supervisor(parts, world.backend, signs, Supervisor.Settings.defaults());
    suspension = new Suspension(parts, world.backend, Duration.ofSeconds(30));
    floor = new DiskFloor(parts, world.backend);
    reconciler = new Reconciler(parts, custodians, release, world.place);
    add(
        new Hydration(
            parts,
            new Preflight(database, world.forge, world.backend, world.offerings()),
            world.mirror,
            world.backend,
            new Hydration.Settings(Duration.ofHours(8), Duration.ofMinutes(10)),
            new BuiltInScreen()));
    add(new SessionStart(parts, sandbox, world.backend, world.agents(), world.forge));
    add(new Settlement(parts, changeRequests, world.mirror, world.blobs));
    add(new VerificationRun(parts, sandbox, world.backend, Duration.ofMinutes(8)));
    add(new SessionCleanup(parts, world.doors, release, world.steps));
    add(reconciler);
    add(new DeadlineJob(database, driver, lifecycle));
    new Recovery(parts, world.doors, world.place).run();
    supervisor.tick();
  }

  void jobs(World world) {
    world.jobs.runDue(handlers, world.time.now());
  }

  private void add(JobHandler handler) {
    handlers.put(handler.kind(), handler);
  }
}
