package dev.berth.stacks.aws;

import dev.berth.core.time.Time;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/**
 * Keeps calls to a service apart, and retries within a budget. Throttling slows down; nothing is
 * left out. Thread-safe.
 */
final class Rate {
  private static final long SLOWEST = Duration.ofSeconds(2).toNanos();
  private static final long FIRST_PENALTY = Duration.ofMillis(50).toNanos();

  /** Answers that give back one retry. */
  private static final int TENTHS = 10;

  private final Time time;
  private final long fastest;
  private final int most;
  private final Map<AwsService, Lane> lanes = new EnumMap<>(AwsService.class);
  private int tenths;

  private static final class Lane {
    long free;
    long interval;
  }

  Rate(Time time, CallLimits limits) {
    this.time = time;
    this.fastest = limits.interval().toNanos();
    this.most = limits.retryBudget() * TENTHS;
    this.tenths = most;
    for (AwsService service : AwsService.values()) {
      Lane lane = new Lane();
      lane.free = Long.MIN_VALUE;
      lane.interval = fastest;
      lanes.put(service, lane);
    }
  }

  private Lane lane(AwsService service) {
    return Objects.requireNonNull(lanes.get(service));
  }

  /** Waits for this service's next turn; false if the thread is to stop. */
  boolean turn(AwsService service) {
    long wait;
    synchronized (this) {
      Lane lane = lane(service);
      long now = time.nanos();
      long start = lane.free == Long.MIN_VALUE ? now : Math.max(now, lane.free);
      lane.free = start + lane.interval;
      wait = start - now;
    }
    return wait <= 0 || pause(Duration.ofNanos(wait));
  }

  /** Sleeps; false if the thread is to stop. */
  boolean pause(Duration duration) {
    try {
      time.sleep(duration);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** An answer came. */
  synchronized void fine(AwsService service) {
    Lane lane = lane(service);
    lane.interval = Math.max(fastest, lane.interval - lane.interval / 8);
    tenths = Math.min(most, tenths + 1);
  }

  /** The service asked to slow down. */
  synchronized void throttled(AwsService service) {
    Lane lane = lane(service);
    lane.interval = Math.min(SLOWEST, Math.max(FIRST_PENALTY, lane.interval * 2));
  }

  /** Takes one retry out of the budget; false if there is none left. */
  synchronized boolean mayRetry() {
    if (tenths < TENTHS) {
      return false;
    }
    tenths -= TENTHS;
    return true;
  }
}
