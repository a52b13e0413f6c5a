package dev.berth.engine.world;

import dev.berth.core.store.Tx;
import dev.berth.engine.job.JobHandler;
import dev.berth.engine.job.JobKind;
import dev.berth.engine.job.Jobs;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Durable jobs for tests: they survive the server, join transactions, and run when told to. */
final class MemoryJobs implements Jobs {
  private final Map<Job, Instant> waiting = new TreeMap<>(Comparator.comparing(Job::text));

  @Override
  public void schedule(Tx tx, JobKind kind, String key, Instant at) {
    tx.afterCommit(() -> waiting.merge(new Job(kind, key), at, (a, b) -> a.isBefore(b) ? a : b));
  }

  @Override
  public void cancel(Tx tx, JobKind kind, String key) {
    tx.afterCommit(() -> waiting.remove(new Job(kind, key)));
  }

  /** Whether a job of this kind waits. */
  boolean waits(JobKind kind) {
    return waiting.keySet().stream().anyMatch(job -> job.kind() == kind);
  }

  /** Runs what is due; a server that dies in a job leaves it waiting. */
  void runDue(Map<JobKind, JobHandler> handlers, Instant now) {
    for (Job job : List.copyOf(waiting.keySet())) {
      Optional<Instant> at = Optional.ofNullable(waiting.get(job));
      if (at.isPresent() && !now.isBefore(at.get())) {
        run(job, handlers, now);
      }
    }
  }

  private void run(Job job, Map<JobKind, JobHandler> handlers, Instant now) {
    JobHandler handler = handlers.get(job.kind());
    if (handler == null) {
      waiting.remove(job);
      return;
    }
    JobHandler.Next next;
    try {
      waiting.remove(job);
      next = handler.run(job.key());
    } catch (RuntimeException e) {
      waiting.merge(job, now.plus(Duration.ofMillis(400)), (a, b) -> a.isBefore(b) ? a : b);
      return;
    } catch (Error e) {
      waiting.merge(job, now, (a, b) -> a.isBefore(b) ? a : b);
      throw e;
    }
    if (next instanceof JobHandler.Next.Again again) {
      waiting.merge(job, again.at(), (a, b) -> a.isBefore(b) ? a : b);
    }
  }

  private record Job(JobKind kind, String key) {
    String text() {
      return kind + " " + key;
    }
  }
}
