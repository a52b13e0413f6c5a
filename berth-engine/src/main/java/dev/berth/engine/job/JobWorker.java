package dev.berth.engine.job;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.task.CompletionHandler;
import com.github.kagkarlsson.scheduler.task.Execution;
import com.github.kagkarlsson.scheduler.task.ExecutionContext;
import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import dev.berth.core.store.Database;
import dev.berth.core.store.Signals.Subscription;
import dev.berth.core.time.Time;
import dev.berth.core.waypoint.Waypoints;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs jobs of this node until it is stopped. db-scheduler takes the rows, heartbeats what runs and
 * finds what a dead node held; that says nothing about safety: a job declared dead may still be
 * running, and its handler is safe by the versions of what it writes. Thread-safe.
 */
public final class JobWorker implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(JobWorker.class);
  private static final Duration HEARTBEAT = Duration.ofSeconds(2);
  private static final int MISSED_HEARTBEATS = 4;

  /**
   * The fallback: jobs that are due wake the worker, those of a later time are found by looking.
   */
  private static final Duration POLL = Duration.ofSeconds(1);

  private static final Duration LONGEST_STOP = Duration.ofSeconds(15);

  /** Jobs that this version does not know are kept for the one that does. */
  private static final Duration NEVER = Duration.ofDays(36_500);

  private final Database database;
  private final JobRunner runner;
  private final WorkerSettings settings;
  private final Time time;
  private @Nullable Scheduler scheduler;
  private @Nullable Subscription subscription;

  /** A worker that does not run yet. */
  public JobWorker(
      Database database,
      Collection<JobHandler> handlers,
      WorkerSettings settings,
      Time time,
      RandomGenerator random,
      Waypoints waypoints) {
    this.database = database;
    this.runner = new JobRunner(handlers, time, random, waypoints);
    this.settings = settings;
    this.time = time;
  }

  /** Revives what this host's dead processes held, and begins. A second time does nothing. */
  public synchronized void start() {
    if (scheduler != null) {
      return;
    }
    revive();
    alarmAboutUnknown();
    Scheduler started = scheduler();
    scheduler = started;
    subscription =
        database
            .signals()
            .subscribe(
                hint -> {
                  if (hint.equals(DurableJobs.HINT)) {
                    started.triggerCheckForDueExecutions();
                  }
                });
    started.start();
  }

  /** Takes no more jobs, and waits 15 s at most for those that run. */
  @Override
  public synchronized void close() {
    if (subscription != null) {
      subscription.close();
      subscription = null;
    }
    if (scheduler != null) {
      scheduler.stop();
      scheduler = null;
    }
  }

  /**
   * The kinds of stored jobs that this version has no handler for. They wait; somebody has to know.
   */
  public List<String> unknownKinds() {
    return database.read(tx -> JobTable.names(tx.connection())).stream()
        .filter(name -> runner.handler(name).isEmpty())
        .toList();
  }

  private void revive() {
    boolean alone = database.dialect().equals("sqlite");
    int revived =
        database.write(
            tx ->
                JobTable.holders(tx.connection()).stream()
                    .filter(holder -> alone || settings.earlier().contains(holder))
                    .mapToInt(holder -> JobTable.reviveAllOf(tx.connection(), holder))
                    .sum());
    if (revived > 0) {
      LOG.info("revived {} jobs of this host's earlier processes; they run now", revived);
    }
  }

  private void alarmAboutUnknown() {
    List<String> unknown = unknownKinds();
    if (!unknown.isEmpty()) {
      LOG.error(
          "jobs of unknown kinds {} wait; they are kept for a version that knows them", unknown);
    }
  }

  private Scheduler scheduler() {
    List<Task<?>> tasks = new ArrayList<>();
    runner.handlers().forEach(handler -> tasks.add(task(handler)));
    // Closed by the scheduler when it stops.
    ExecutorService threads =
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("job-", 0).factory());
    return Scheduler.create(database.dataSource(), tasks)
        .tableName("jobs")
        .jdbcCustomization(new MillisecondTimes())
        .schedulerName(settings::name)
        .clock(time::now)
        .executorService(threads)
        .threads(settings.parallel())
        .pollingInterval(POLL)
        .heartbeatInterval(HEARTBEAT)
        .missedHeartbeatsLimit(MISSED_HEARTBEATS)
        .deleteUnresolvedAfter(NEVER)
        .shutdownMaxWait(LONGEST_STOP)
        .build();
  }

  private Task<Void> task(JobHandler handler) {
    return Tasks.custom(handler.kind().stored(), Void.class)
        // Handlers' exceptions never get here; what does is an error, and is tried again.
        .onFailure(
            (complete, operations) ->
                end(claim(complete.getExecution()), new Ended.Badly(time.now().plus(POLL))))
        .onDeadExecution(
            (complete, operations) -> {
              Execution dead = complete.getExecution();
              LOG.warn("job {} of {} is revived: no heartbeat", dead.taskInstance, dead.pickedBy);
              database.write(
                  tx -> {
                    JobTable.revive(
                        tx.connection(), dead.getTaskName(), dead.getId(), dead.version);
                    return true;
                  });
            })
        .execute((instance, context) -> run(handler, instance, context));
  }

  private CompletionHandler<Void> run(
      JobHandler handler, TaskInstance<Void> instance, ExecutionContext context) {
    Claim claim = claim(context.getExecution());
    Ended ended = runner.run(handler, instance.getId(), claim.failures());
    return (complete, operations) -> end(claim, ended);
  }

  private void end(Claim claim, Ended ended) {
    database.write(
        tx -> {
          boolean waits = JobTable.end(tx.connection(), claim, ended, time.now());
          if (waits) {
            // What is wanted at once should not wait for the next look.
            tx.afterCommit(() -> database.signals().raise(DurableJobs.HINT));
          }
          return waits;
        });
    wakeFor(ended);
  }

  /** What comes again before the next look is not kept waiting for it. */
  private void wakeFor(Ended ended) {
    if (ended instanceof Ended.Well(JobHandler.Next.Again(Instant at))) {
      Duration wait = Duration.between(time.now(), at);
      if (wait.isPositive() && wait.compareTo(POLL) < 0) {
        CompletableFuture.delayedExecutor(wait.toMillis(), TimeUnit.MILLISECONDS)
            .execute(() -> database.signals().raise(DurableJobs.HINT));
      }
    }
  }

  private Claim claim(Execution execution) {
    return new Claim(
        execution.getTaskName(),
        execution.getId(),
        settings.name(),
        execution.version,
        execution.consecutiveFailures);
  }
}
