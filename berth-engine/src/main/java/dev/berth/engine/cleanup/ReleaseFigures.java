package dev.berth.engine.cleanup;

import dev.berth.core.lease.LeaseKind;
import dev.berth.core.lease.LeaseState;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** What giving back came to since this server started, by kind of lease. Thread-safe. */
public final class ReleaseFigures {
  private final Map<LeaseKind, OfKind> kinds = new EnumMap<>(LeaseKind.class);

  ReleaseFigures() {
    for (LeaseKind kind : LeaseKind.values()) {
      kinds.put(kind, new OfKind(new Ends(), new Ends(), new LongAdder(), new LongAdder()));
    }
  }

  private record OfKind(Ends released, Ends handedOver, LongAdder failures, LongAdder heldBack) {}

  private record Ends(LongAdder count, LongAdder nanos) {
    Ends() {
      this(new LongAdder(), new LongAdder());
    }
  }

  void settled(LeaseKind kind, LeaseState end, Duration took) {
    Ends ends = ends(kind, end);
    ends.count().increment();
    ends.nanos().add(took.toNanos());
  }

  void failed(LeaseKind kind) {
    of(kind).failures().increment();
  }

  void heldBack(LeaseKind kind) {
    of(kind).heldBack().increment();
  }

  /**
   * How many leases came to this end here.
   *
   * @param end RELEASED or HANDED_OVER
   */
  public long settled(LeaseKind kind, LeaseState end) {
    return ends(kind, end).count().sum();
  }

  /** Nanoseconds that they took together, each from its first try to its end. */
  public long settledNanos(LeaseKind kind, LeaseState end) {
    return ends(kind, end).nanos().sum();
  }

  /** Tries that failed. */
  public long failures(LeaseKind kind) {
    return of(kind).failures().sum();
  }

  /** Tries that were not made because their dependency's circuit breaker was open. */
  public long timesHeldBack(LeaseKind kind) {
    return of(kind).heldBack().sum();
  }

  private Ends ends(LeaseKind kind, LeaseState end) {
    return switch (end) {
      case RELEASED -> of(kind).released();
      case HANDED_OVER -> of(kind).handedOver();
      case INTENDED, HELD, RELEASING, STUCK ->
          throw new IllegalArgumentException(end + " is not an end");
    };
  }

  private OfKind of(LeaseKind kind) {
    OfKind figures = kinds.get(kind);
    if (figures == null) {
      throw new IllegalStateException("no figures of " + kind);
    }
    return figures;
  }
}
