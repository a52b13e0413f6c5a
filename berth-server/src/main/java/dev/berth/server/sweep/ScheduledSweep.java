package dev.berth.server.sweep;

import dev.berth.core.error.BerthException;
import dev.berth.core.store.Database;
import dev.berth.core.time.Time;
import dev.berth.server.config.BerthConfig.SweepConfig;
import dev.berth.stacks.alert.AlertPort;
import dev.berth.stacks.ledger.SweepLedger;
import dev.berth.stacks.ledger.database.DatabaseLedger;
import dev.berth.stacks.plan.SweepPolicy;
import dev.berth.stacks.report.TextReport;
import dev.berth.stacks.run.Approval;
import dev.berth.stacks.run.RunReport;
import dev.berth.stacks.run.Sweeper;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sweeps an account again and again, each time when the last report says that looking is useful,
 * and at least once an interval. What it remembers is in Berth's database, whose lock lets one
 * server through. Closing it interrupts a run, which still reports.
 */
public final class ScheduledSweep implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ScheduledSweep.class);

  /** After a run that failed, and while the server takes no work. */
  private static final Duration LATER = Duration.ofMinutes(5);

  private static final Duration SOONEST = Duration.ofMinutes(1);

  private final SweepConfig config;
  private final SweepPolicy policy;
  private final Sweeper sweeper;
  private final Clouds.Opened cloud;
  private final Time time;
  private final BooleanSupplier takesWork;
  private final SweepState state;
  private final Thread thread;
  private volatile boolean closed;
  private long runs;

  private ScheduledSweep(Parts parts, SweepPolicy policy, SweepState state) {
    this.config = parts.config();
    this.policy = policy;
    this.time = parts.time();
    this.takesWork = parts.takesWork();
    this.state = state;
    this.cloud = parts.clouds().open(policy.expected(), time);
    SweepLedger ledger = new DatabaseLedger(parts.database(), policy.expected(), time);
    this.sweeper = new Sweeper(cloud.cloud(), ledger, parts.alerts(), time);
    this.thread = Thread.ofPlatform().name("berth-sweep").daemon().unstarted(this::run);
  }

  /**
   * What a schedule stands on.
   *
   * @param takesWork whether this server may work on the installation now
   */
  public record Parts(
      SweepConfig config,
      Clouds clouds,
      Database database,
      AlertPort alerts,
      Time time,
      BooleanSupplier takesWork) {}

  /** Begins; none if the configuration wants no sweeps. */
  static Optional<ScheduledSweep> begin(Parts parts, SweepState state) {
    return parts
        .config()
        .policy()
        .map(
            policy -> {
              ScheduledSweep sweep = new ScheduledSweep(parts, policy, state);
              log.info("sweeps {} on a schedule: {}", policy.expected(), sweep.config.mode());
              sweep.thread.start();
              return sweep;
            });
  }

  private void run() {
    while (!closed) {
      Duration pause = takesWork.getAsBoolean() ? round() : LATER;
      try {
        time.sleep(pause);
      } catch (InterruptedException e) {
        // Only closing interrupts.
        return;
      }
    }
  }

  /** One run; how long until the next. */
  private Duration round() {
    String run = "server-" + time.now() + "-" + runs++;
    try {
      @Nullable RunReport report =
          switch (config.mode()) {
            case OFF -> null;
            case WATCH -> sweeper.watch(policy, run);
            case APPLY -> sweeper.apply(policy, new Approval.ByPolicy(), run);
          };
      if (report == null) {
        return config.interval();
      }
      state.ended(report);
      tell(report);
      return pause(report);
    } catch (BerthException e) {
      state.failed();
      log.error("sweep {} failed: {} {}", run, e.code(), e.detail(), e);
    } catch (RuntimeException | Error e) {
      // An error too: nobody else sweeps here.
      state.failed();
      log.error("sweep {} failed in an unforeseen way", run, e);
    }
    return LATER;
  }

  private Duration pause(RunReport report) {
    Duration next =
        report
            .nextLook()
            .map(at -> Duration.between(time.now(), at))
            .filter(left -> left.compareTo(config.interval()) < 0)
            .orElse(config.interval());
    return next.compareTo(SOONEST) < 0 ? SOONEST : next;
  }

  /** Quiet while all goes as it should; what a person must see is told with the whole report. */
  private static void tell(RunReport report) {
    long waits = report.plan().map(plan -> plan.waits().size()).orElse(0);
    String line =
        "sweep %s: %s (%d), asked %d things to go, %d wait"
            .formatted(
                report.run(),
                report.exitCode(),
                report.exitCode().number(),
                report.deleted(),
                waits);
    switch (report.exitCode()) {
      case CLEAN, PENDING -> log.info(line);
      case INCOMPLETE, REFUSED -> log.warn("{}\n{}", line, TextReport.of(report, false));
      case STUCK, BUG -> log.error("{}\n{}", line, TextReport.of(report, false));
    }
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    cloud.end().run();
  }
}
