package dev.berth.server;

import dev.berth.engine.reconcile.Reconciler;
import dev.berth.engine.retention.Retention;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

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
    Gauge.builder("berth.ledger.behind", reconciler, r -> r.report().ahead().size())
        .description("Things that are newer than the ledger; while there are any, nothing is ended")
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
