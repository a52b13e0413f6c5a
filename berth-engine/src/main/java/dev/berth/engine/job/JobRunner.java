package dev.berth.engine.job;

import dev.berth.core.time.Time;
import dev.berth.core.waypoint.Waypoint;
import dev.berth.core.waypoint.Waypoints;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs one job with the handler of its kind. Thread-safe. */
final class JobRunner {
  private static final Logger LOG = LoggerFactory.getLogger(JobRunner.class);
  private static final long FIRST_BACKOFF_MILLIS = 200;
  private static final long LONGEST_BACKOFF_MILLIS = 30_000;
  private static final int MOST_DOUBLINGS = 8;
  private static final Duration LONG = Duration.ofSeconds(10);

  private final Map<JobKind, JobHandler> handlers = new EnumMap<>(JobKind.class);
  private final Time time;
  private final RandomGenerator random;
  private final Waypoints waypoints;

  JobRunner(
      Collection<JobHandler> handlers, Time time, RandomGenerator random, Waypoints waypoints) {
    for (JobHandler handler : handlers) {
      if (this.handlers.put(handler.kind(), handler) != null) {
        throw new IllegalArgumentException("two handlers of " + handler.kind());
      }
    }
    this.time = time;
    this.random = random;
    this.waypoints = waypoints;
  }

  /** The handler of a stored kind. */
  Optional<JobHandler> handler(String name) {
    return JobKind.fromStored(name).map(handlers::get);
  }

  Collection<JobHandler> handlers() {
    return handlers.values();
  }

  Ended run(JobHandler handler, String key, int failures) {
    waypoints.pass(Waypoint.beforeJob(handler.kind().stored()));
    Ended ended = handle(handler, key, failures);
    waypoints.pass(Waypoint.afterJob(handler.kind().stored()));
    return ended;
  }

  private Ended handle(JobHandler handler, String key, int failures) {
    long start = time.nanos();
    try {
      return new Ended.Well(handler.run(key));
    } catch (RuntimeException e) {
      Instant retryAt = time.now().plus(backoff(failures));
      LOG.warn(
          "job {} {} failed, {} times in a row; it runs again at {}",
          handler.kind(),
          key,
          failures + 1,
          retryAt,
          e);
      return new Ended.Badly(retryAt);
    } finally {
      Duration took = Duration.ofNanos(time.nanos() - start);
      if (took.compareTo(LONG) > 0) {
        LOG.warn(
            "job {} {} took {}; jobs take 10 s at most, longer work is several jobs",
            handler.kind(),
            key,
            took);
      }
    }
  }

  /** Between half and the whole of 200 ms, doubled with each failure, 30 s at most. */
  private Duration backoff(int failures) {
    long whole =
        Math.min(
            LONGEST_BACKOFF_MILLIS, FIRST_BACKOFF_MILLIS << Math.min(failures, MOST_DOUBLINGS));
    return Duration.ofMillis(whole / 2 + random.nextLong(whole / 2 + 1));
  }
}
