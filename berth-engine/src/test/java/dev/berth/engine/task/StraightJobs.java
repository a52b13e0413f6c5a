package dev.berth.engine.task;

import dev.berth.core.store.Tx;
import dev.berth.engine.job.JobHandler;
import dev.berth.engine.job.JobKind;
import dev.berth.engine.job.Jobs;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Jobs in memory that tests run one by one; they exist once their unit of work has committed. */
final class StraightJobs implements Jobs {
  private final Map<Job, Instant> waiting = new HashMap<>();
  private final Map<JobKind, JobHandler> handlers = new HashMap<>();

  record Job(JobKind kind, String key) {}

  void handle(JobHandler handler) {
    handlers.put(handler.kind(), handler);
  }

  @Override
  public void schedule(Tx tx, JobKind kind, String key, Instant at) {
    tx.afterCommit(
        () -> {
          synchronized (waiting) {
            waiting.merge(new Job(kind, key), at, (a, b) -> a.isBefore(b) ? a : b);
          }
        });
  }

  @Override
  public void cancel(Tx tx, JobKind kind, String key) {
    tx.afterCommit(
        () -> {
          synchronized (waiting) {
            waiting.remove(new Job(kind, key));
          }
        });
  }

  Optional<Instant> at(JobKind kind, String key) {
    synchronized (waiting) {
      return Optional.ofNullable(waiting.get(new Job(kind, key)));
    }
  }

  /** Runs what is due and has a handler, until nothing is. */
  void runDue(Instant now) {
    for (Optional<Job> next = next(now); next.isPresent(); next = next(now)) {
      Job job = next.get();
      synchronized (waiting) {
        waiting.remove(job);
      }
      JobHandler.Next after = Objects.requireNonNull(handlers.get(job.kind())).run(job.key());
      if (after instanceof JobHandler.Next.Again again) {
        synchronized (waiting) {
          waiting.putIfAbsent(job, again.at());
        }
      }
    }
  }

  private Optional<Job> next(Instant now) {
    synchronized (waiting) {
      return waiting.entrySet().stream()
          .filter(e -> handlers.containsKey(e.getKey().kind()) && !e.getValue().isAfter(now))
          .sorted(
              Comparator.comparing(Map.Entry<Job, Instant>::getValue)
                  .thenComparing(e -> e.getKey().kind())
                  .thenComparing(e -> e.getKey().key()))
          .map(Map.Entry::getKey)
          .findFirst();
    }
  }
}
