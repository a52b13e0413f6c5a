package dev.berth.server.sweep;

import dev.berth.stacks.plan.Decision;
import dev.berth.stacks.plan.ExitCode;
import dev.berth.stacks.plan.Plan;
import dev.berth.stacks.run.RunReport;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** What the last scheduled run came to, as figures. Thread-safe. */
final class SweepState {
  private volatile Figures last = new Figures(0, 0, 0, 0, 0, 0);

  private record Figures(
      long runs, long failures, long waiting, long stuck, long deleted, int exitCode) {}

  /** Registers the figures; they are 0 while nothing is swept. */
  SweepState(MeterRegistry metrics) {
    gauge(metrics, "berth.sweep.runs", "Sweeps since the start", one -> one.last.runs());
    gauge(
        metrics,
        "berth.sweep.failures",
        "Sweeps since the start that ended without a report",
        one -> one.last.failures());
    gauge(
        metrics,
        "berth.sweep.waiting",
        "Things of the swept account that go later, by the last sweep",
        one -> one.last.waiting());
    gauge(
        metrics,
        "berth.sweep.stuck",
        "Those of them that are past their lease and its margin",
        one -> one.last.stuck());
    gauge(
        metrics,
        "berth.sweep.deleted",
        "Things that sweeps asked to go since the start",
        one -> one.last.deleted());
    gauge(
        metrics,
        "berth.sweep.exit.code",
        "What the last sweep came to: 0 clean, 10 pending, 20 stuck, 30 incomplete, 40 refused",
        one -> one.last.exitCode());
  }

  private void gauge(
      MeterRegistry metrics, String name, String meaning, ToDoubleFunction<SweepState> value) {
    Gauge.builder(name, this, value).description(meaning).register(metrics);
  }

  /** Called by one thread. */
  void ended(RunReport report) {
    Optional<Plan> plan = report.plan();
    long waiting = plan.map(one -> (long) one.waits().size()).orElse(last.waiting());
    long stuck =
        plan.map(one -> one.waits().stream().filter(Decision.Wait::stuck).count())
            .orElse(last.stuck());
    last =
        new Figures(
            last.runs() + 1,
            last.failures(),
            waiting,
            stuck,
            last.deleted() + report.deleted(),
            report.exitCode().number());
  }

  /** Called by the same thread. */
  void failed() {
    last =
        new Figures(
            last.runs() + 1,
            last.failures() + 1,
            last.waiting(),
            last.stuck(),
            last.deleted(),
            ExitCode.BUG.number());
  }
}
