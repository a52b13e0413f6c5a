package dev.berth.engine.job;

import dev.berth.core.store.Database;
import dev.berth.core.time.Time;
import dev.berth.core.waypoint.Waypoints;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * Runs jobs on the caller's thread, one after the other, in the order of their time, kind and key:
 * races become straight lines, and time is whatever the clock says. For tests, over the same rows
 * and with the same rules as {@link JobWorker}. An error that a handler throws leaves its job
 * taken, as the death of a server would. Not thread-safe.
 */
public final class ManualJobs {
  private static final int TOO_MANY = 10_000;

  private final Database database;
  private final JobRunner runner;
  private final Time time;
  private final String worker;

  /**
   * Over these handlers; jobs that a worker of the same name held are revived.
   *
   * @param worker names who takes the jobs
   */
  public ManualJobs(
      Database database,
      Collection<JobHandler> handlers,
      String worker,
      Time time,
      RandomGenerator random) {
    this.database = database;
    this.runner = new JobRunner(handlers, time, random, Waypoints.none());
    this.time = time;
    this.worker = worker;
    database.write(tx -> JobTable.reviveAllOf(tx.connection(), worker));
  }

  /** Runs the first job that is due; whether there was one. A job without a handler here stays. */
  public boolean runNext() {
    Instant now = time.now();
    Optional<JobTable.Waiting> next = handled().filter(job -> !job.at().isAfter(now));
    next.ifPresent(this::run);
    return next.isPresent();
  }

  /**
   * Runs jobs until none is due; how many.
   *
   * @throws IllegalStateException after 10,000, which means that jobs make jobs without end
   */
  public int runDue() {
    int ran = 0;
    while (runNext()) {
      ran++;
      if (ran > TOO_MANY) {
        throw new IllegalStateException("jobs make jobs without end: " + waiting());
      }
    }
    return ran;
  }

  /** Runs everything that is due until then, turning the clock to each job's moment before it. */
  public int runUntil(Instant end, Consumer<Instant> turnClockTo) {
    int ran = runDue();
    for (Optional<Instant> next = nextDue();
        next.isPresent() && !next.get().isAfter(end);
        next = nextDue()) {
      turnClockTo.accept(next.get());
      ran += runDue();
    }
    turnClockTo.accept(end);
    return ran + runDue();
  }

  /** When the next job of these handlers is due. */
  public Optional<Instant> nextDue() {
    return handled().map(JobTable.Waiting::at);
  }

  /** What waits, as {@code kind key}, in the order in which it would run. */
  public List<String> waiting() {
    return rows().stream().map(job -> job.name() + " " + job.key()).toList();
  }

  private Optional<JobTable.Waiting> handled() {
    return rows().stream().filter(job -> runner.handler(job.name()).isPresent()).findFirst();
  }

  private List<JobTable.Waiting> rows() {
    return database.read(tx -> JobTable.waiting(tx.connection()));
  }

  private void run(JobTable.Waiting job) {
    JobHandler handler = runner.handler(job.name()).orElseThrow();
    Claim wanted = new Claim(job.name(), job.key(), worker, job.version(), job.failures());
    Optional<Claim> claim =
        database.write(tx -> JobTable.pick(tx.connection(), wanted, time.now()));
    claim.ifPresent(
        taken -> {
          Ended ended = runner.run(handler, taken.key(), taken.failures());
          database.write(tx -> JobTable.end(tx.connection(), taken, ended, time.now()));
        });
  }
}
