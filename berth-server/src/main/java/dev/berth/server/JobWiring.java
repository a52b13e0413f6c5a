package dev.berth.server;

import dev.berth.core.screen.BuiltInScreen;
import dev.berth.core.task.TaskLifecycle;
import dev.berth.engine.admission.Admission;
import dev.berth.engine.admission.AdmitJob;
import dev.berth.engine.admission.GrantJob;
import dev.berth.engine.cleanup.LeaseRelease;
import dev.berth.engine.cleanup.SessionCleanup;
import dev.berth.engine.gate.GateExpiry;
import dev.berth.engine.hydration.Hydration;
import dev.berth.engine.hydration.Preflight;
import dev.berth.engine.hydration.SandboxStart;
import dev.berth.engine.hydration.SessionStart;
import dev.berth.engine.job.JobHandler;
import dev.berth.engine.job.JobWorker;
import dev.berth.engine.job.WorkerSettings;
import dev.berth.engine.outcome.Settlement;
import dev.berth.engine.outcome.VerificationRun;
import dev.berth.engine.reconcile.Reconciler;
import dev.berth.engine.retention.Retention;
import dev.berth.engine.session.ChangeRequests;
import dev.berth.engine.session.EngineParts;
import dev.berth.engine.session.SessionPlan;
import dev.berth.engine.task.DeadlineJob;
import dev.berth.gateway.door.GatewayDoors;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;

/** Which handler does which job of one node. */
final class JobWiring {
  private static final int PARALLEL_JOBS = 16;
  private static final Duration LONGEST_HYDRATION = Duration.ofMinutes(10);

  private JobWiring() {}

  /** What the handlers work with, beside the engine's parts. */
  record With(
      Adapters adapters,
      TaskLifecycle lifecycle,
      Admission admission,
      ChangeRequests changeRequests,
      SandboxStart sandbox,
      GatewayDoors doors,
      LeaseRelease release,
      ExecutorService steps,
      Reconciler reconciler,
      Retention retention,
      GateExpiry gates) {}

  /** A worker that does all of them. */
  static JobWorker worker(EngineBase base, EngineParts parts, With with) {
    return new JobWorker(
        base.database(),
        handlers(base, parts, with),
        new WorkerSettings(base.node().value(), Set.of(), PARALLEL_JOBS),
        base.time(),
        base.random(),
        base.waypoints());
  }

  private static List<JobHandler> handlers(EngineBase base, EngineParts parts, With with) {
    Adapters adapters = with.adapters();
    SandboxStart sandbox = with.sandbox();
    return List.of(
        new AdmitJob(with.admission()),
        new GrantJob(with.admission(), base.time()),
        new DeadlineJob(base.database(), parts.driver(), with.lifecycle()),
        new Hydration(
            parts,
            new Preflight(
                base.database(),
                adapters.forge(),
                adapters.backend(),
                new Preflight.Offerings(
                    adapters.workflows(), adapters.agents(), adapters.models().catalog())),
            adapters.mirror(),
            adapters.backend(),
            new Hydration.Settings(base.config().limits().runTime(), LONGEST_HYDRATION),
            new BuiltInScreen()),
        new SessionStart(parts, sandbox, adapters.backend(), adapters.agents(), adapters.forge()),
        new Settlement(parts, with.changeRequests(), adapters.mirror(), adapters.blobs()),
        new VerificationRun(
            parts, sandbox, adapters.backend(), SessionPlan.Settings.defaults().verification()),
        new SessionCleanup(parts, with.doors(), with.release(), with.steps()),
        with.reconciler(),
        with.retention(),
        with.gates());
  }
}
