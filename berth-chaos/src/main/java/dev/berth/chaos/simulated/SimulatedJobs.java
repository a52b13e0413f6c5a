package dev.berth.chaos.simulated;

import dev.berth.core.store.Tx;
import dev.berth.engine.job.JobHandler;
import dev.berth.engine.job.JobKind;
import dev.berth.engine.job.Jobs;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Durable jobs: they outlive the server, exist when their unit of work was committed, and run in
 * any order when told to. One that its server dies in runs again. Not thread-safe.
 */
final class SimulatedJobs implements Jobs {
  private static final Duration RETRY = Duration.ofMillis(400);

  private final Map<Job, Instant> waiting = new TreeMap<>(Comparator.comparing(Job::text));
  private final Random random;
  private final Predicate<String> forgets;

  /**
   * @param forgets keys whose jobs are forgotten: a defect that is planted
   */
  SimulatedJobs(Random random, Predicate<String> forgets) {
    this.random = random;
    this.forgets = forgets;
  }

  @Override
  public void schedule(Tx tx, JobKind kind, String key, Instant at) {
    if (!forgets.test(key)) {
      tx.afterCommit(() -> wait(new Job(kind, key), at));
    }
  }

  @Override
  public void cancel(Tx tx, JobKind kind, String key) {
    tx.afterCommit(() -> waiting.remove(new Job(kind, key)));
  }

  private void wait(Job job, Instant at) {
    waiting.merge(job, at, (a, b) -> a.isBefore(b) ? a : b);
  }

  /** When the next one is due. */
  Optional<Instant> next() {
    return waiting.values().stream().min(Comparator.naturalOrder());
  }

  /** Runs all that is due now, in any order; what that makes due is for the next call. */
  void runDue(Map<JobKind, JobHandler> handlers, Instant now) {
    List<Job> due = new ArrayList<>();
    waiting.forEach(
        (job, at) -> {
          if (!now.isBefore(at)) {
            due.add(job);
          }
        });
    Collections.shuffle(due, random);
    for (Job job : due) {
      run(job, handlers, now);
    }
  }

  private void run(Job job, Map<JobKind, JobHandler> handlers, Instant now) {
    JobHandler handler = handlers.get(job.kind());
    waiting.remove(job);
    if (handler == null) {
      return;
    }
    try {
      if (handler.run(job.key()) instanceof JobHandler.Next.Again(Instant at)) {
        wait(job, at);
      }
    } catch (RuntimeException e) {
      wait(job, now.plus(RETRY));
    } catch (Error e) {
      wait(job, now);
      throw e;
    }
  }

  private record Job(JobKind kind, String key) {
    String text() {
      return kind + " " + key;
    }
  }
}
