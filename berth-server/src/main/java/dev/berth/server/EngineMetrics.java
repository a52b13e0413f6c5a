package dev.berth.server;

import dev.berth.core.gate.Gate;
import dev.berth.core.lease.LeaseKind;
import dev.berth.core.lease.LeaseState;
import dev.berth.engine.cleanup.ReleaseFigures;
import dev.berth.engine.gate.Approvals;
import dev.berth.engine.gate.GateFigures;
import dev.berth.engine.reconcile.Orphans;
import dev.berth.engine.reconcile.Reconciler;
import dev.berth.engine.retention.Retention;
import dev.berth.gateway.model.ModelAccounts;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Figures of the engine that are its own, not the database's. */
final class EngineMetrics {
  private EngineMetrics() {}

  /** What nobody owns, since this server started. */
  static void measure(MeterRegistry metrics, Reconciler reconciler) {
    Gauge.builder("berth.orphans.released", reconciler, r -> r.report().released().size())
        .description("Things that belonged to nobody and were ended")
        .register(metrics);
    Gauge.builder("berth.workspaces.quarantined", reconciler, r -> r.report().quarantined().size())
        .description("Workspaces that belong to nobody and are kept for a person")
        .register(metrics);
    Gauge.builder("berth.ledger.behind", reconciler, r -> behind(r.report()))
        .description("Things newer than the ledger, at least 1 until a person has decided")
        .register(metrics);
  }

  /** How giving back goes, since this server started. */
  static void measure(MeterRegistry metrics, ReleaseFigures figures) {
    for (LeaseKind kind : LeaseKind.values()) {
      for (LeaseState end : List.of(LeaseState.RELEASED, LeaseState.HANDED_OVER)) {
        FunctionTimer.builder(
                "berth.cleanup.releases",
                figures,
                f -> f.settled(kind, end),
                f -> f.settledNanos(kind, end),
                TimeUnit.NANOSECONDS)
            .tags("kind", kind.wire(), "end", end.name().toLowerCase(Locale.ROOT))
            .description(
                "Leases that came to their end, and how long that took since the first try")
            .register(metrics);
      }
      FunctionCounter.builder("berth.cleanup.failures", figures, f -> f.failures(kind))
          .tag("kind", kind.wire())
          .description("Tries to give something back that failed")
          .register(metrics);
      FunctionCounter.builder("berth.cleanup.held.back", figures, f -> f.timesHeldBack(kind))
          .tag("kind", kind.wire())
          .description("Tries not made because a circuit breaker was open")
          .register(metrics);
    }
  }

  private static int behind(Orphans.Report report) {
    return Math.max(report.ahead().size(), report.isBehind() ? 1 : 0);
  }

  /** Model calls that did not fit into a budget, since this server started. */
  static void measure(MeterRegistry metrics, ModelAccounts accounts) {
    for (ModelAccounts.Refusal of : ModelAccounts.Refusal.values()) {
      FunctionCounter.builder("berth.budget.refusals", accounts, a -> a.refusals(of))
          .tag("of", of.name().toLowerCase(Locale.ROOT))
          .description("Model calls that did not fit into a budget")
          .register(metrics);
    }
  }

  /** Questions to people: what became of them since this server started, and how many wait. */
  static void measure(MeterRegistry metrics, GateWiring gates) {
    FunctionCounter.builder("berth.gates.raised", gates.figures(), GateFigures::raised)
        .description("Gates that were raised")
        .register(metrics);
    for (Gate.Status how :
        List.of(Gate.Status.APPROVED, Gate.Status.DENIED, Gate.Status.TIMED_OUT)) {
      FunctionCounter.builder("berth.gates.closed", gates.figures(), f -> f.closed(how))
          .tag("how", how.name().toLowerCase(Locale.ROOT))
          .description("Gates that were decided, or expired")
          .register(metrics);
    }
    Gauge.builder("berth.gates.waiting", gates.approvals(), Approvals::waiting)
        .description("Gates that wait for a decision")
        .register(metrics);
  }

  /** What was deleted for its age, since this server started. */
  static void measure(MeterRegistry metrics, Retention retention) {
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
}
