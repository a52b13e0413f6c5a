package dev.berth.server.health;

import dev.berth.core.lease.Lease;
import dev.berth.core.lease.LeaseKind;
import dev.berth.core.lease.LeaseState;
import dev.berth.core.model.BudgetDay;
import dev.berth.core.model.BudgetStore;
import dev.berth.core.model.DayLimits;
import dev.berth.core.model.DayScope;
import dev.berth.core.session.Session;
import dev.berth.core.session.SessionState;
import dev.berth.core.store.Database;
import dev.berth.core.store.Tx;
import dev.berth.core.task.TaskStatus;
import dev.berth.core.time.Time;
import dev.berth.engine.job.JobFigures;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Figures of what is stored: read in one snapshot when somebody asks, since other nodes change it,
 * too. Thread-safe.
 */
public final class StateMetrics {
  private static final Set<LeaseState> OPEN =
      EnumSet.of(LeaseState.INTENDED, LeaseState.HELD, LeaseState.RELEASING, LeaseState.STUCK);
  private static final Set<SessionState> LIVE =
      EnumSet.complementOf(EnumSet.of(SessionState.STOPPED, SessionState.LOST));
  private static final double MICRO = 1_000_000.0;

  private final Database database;
  private final Time time;
  private final Supplier<List<String>> unknownJobs;
  private final Supplier<Map<String, String>> breakers;
  private final DayLimits days;
  private final Gauges gauges;

  private record Gauges(
      MultiGauge tasks,
      MultiGauge jobs,
      MultiGauge unknown,
      MultiGauge breakers,
      MultiGauge leases,
      MultiGauge ages,
      MultiGauge sessions,
      MultiGauge money,
      MultiGauge day) {}

  /**
   * @param unknownJobs kinds of stored jobs that this version cannot run
   * @param breakers dependencies by name, and the state of each one's circuit breaker
   * @param days what models may cost on a day
   */
  public StateMetrics(
      MeterRegistry registry,
      Database database,
      Time time,
      Supplier<List<String>> unknownJobs,
      Supplier<Map<String, String>> breakers,
      DayLimits days) {
    this.days = days;
    this.database = database;
    this.time = time;
    this.unknownJobs = unknownJobs;
    this.breakers = breakers;
    this.gauges =
        new Gauges(
            gauge(registry, "berth.tasks", "Tasks by status"),
            gauge(registry, "berth.jobs", "Stored jobs: due, waiting, running, failing"),
            gauge(registry, "berth.jobs.unknown", "Kinds of jobs that this version cannot run"),
            gauge(registry, "berth.breakers", "Circuit breakers: 1 for the state each is in"),
            gauge(registry, "berth.leases", "Leases that are not settled, by kind and state"),
            gauge(
                registry,
                "berth.leases.release.age.seconds",
                "How long the oldest lease of a kind has been on its way back"),
            gauge(registry, "berth.sessions", "Sessions that have not ended, by state"),
            gauge(registry, "berth.model.usd", "US dollars for models, of all tasks that are kept"),
            gauge(
                registry,
                "berth.budget.day.usd",
                "US dollars for models on this day of UTC, of the installation"));
  }

  private static MultiGauge gauge(MeterRegistry registry, String name, String meaning) {
    return MultiGauge.builder(name).description(meaning).register(registry);
  }

  private record Stored(
      Map<TaskStatus, Long> tasks,
      JobFigures jobs,
      List<Lease> leases,
      List<Session> sessions,
      BudgetStore.Account money,
      BudgetStore.Used day) {}

  private Stored read(Tx tx) {
    return new Stored(
        tx.tasks().countByStatus(),
        JobFigures.read(tx, time.now()),
        tx.leases().in(OPEN),
        tx.sessions().in(LIVE),
        tx.budgets().totals(),
        tx.budgets().used(BudgetDay.of(time.now()), new DayScope.Installation()));
  }

  /** Brings the figures up to date. */
  synchronized void refresh() {
    Stored stored = database.read(this::read);
    show(
        gauges.tasks(),
        Arrays.stream(TaskStatus.values())
            .map(s -> row(stored.tasks().getOrDefault(s, 0L), "status", lower(s)))
            .toList());
    JobFigures jobs = stored.jobs();
    show(
        gauges.jobs(),
        List.of(
            row(jobs.due(), "state", "due"),
            row(jobs.waiting(), "state", "waiting"),
            row(jobs.running(), "state", "running"),
            row(jobs.failing(), "state", "failing")));
    show(gauges.unknown(), unknownJobs.get().stream().map(kind -> row(1, "kind", kind)).toList());
    show(
        gauges.breakers(),
        breakers.get().entrySet().stream()
            .map(
                e ->
                    row(
                        1,
                        "dependency",
                        e.getKey(),
                        "state",
                        e.getValue().toLowerCase(Locale.ROOT)))
            .toList());
    show(gauges.leases(), leases(stored.leases()));
    show(gauges.ages(), ages(stored.leases(), time.now()));
    Map<SessionState, Long> sessions =
        stored.sessions().stream()
            .collect(Collectors.groupingBy(Session::state, Collectors.counting()));
    show(
        gauges.sessions(),
        LIVE.stream().map(s -> row(sessions.getOrDefault(s, 0L), "state", lower(s))).toList());
    show(
        gauges.money(),
        List.of(
            row(stored.money().spentMicroUsd() / MICRO, "state", "spent"),
            row(stored.money().reservedMicroUsd() / MICRO, "state", "reserved")));
    List<Row<?>> day = new ArrayList<>();
    day.add(row(stored.day().spentMicroUsd() / MICRO, "state", "spent"));
    day.add(row(stored.day().reservedMicroUsd() / MICRO, "state", "reserved"));
    days.installation().ifPresent(limit -> day.add(row(limit / MICRO, "state", "limit")));
    show(gauges.day(), day);
  }

  private static List<Row<?>> leases(List<Lease> open) {
    return open.stream()
        .collect(
            Collectors.groupingBy(
                lease -> Tags.of("kind", lease.kind().wire(), "state", lower(lease.state())),
                Collectors.counting()))
        .entrySet()
        .stream()
        .<Row<?>>map(e -> Row.of(e.getKey(), e.getValue()))
        .toList();
  }

  private static List<Row<?>> ages(List<Lease> open, Instant now) {
    Map<LeaseKind, Double> oldest = new EnumMap<>(LeaseKind.class);
    for (LeaseKind kind : LeaseKind.values()) {
      oldest.put(kind, 0.0);
    }
    for (Lease lease : open) {
      lease
          .times()
          .releasingAt()
          .ifPresent(
              since ->
                  oldest.merge(
                      lease.kind(), Duration.between(since, now).toMillis() / 1000.0, Math::max));
    }
    return oldest.entrySet().stream()
        .<Row<?>>map(e -> row(e.getValue(), "kind", e.getKey().wire()))
        .toList();
  }

  private static Row<?> row(Number value, String... tags) {
    return Row.of(Tags.of(tags), value);
  }

  private static void show(MultiGauge gauge, List<? extends Row<?>> rows) {
    gauge.register(rows, true);
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
