package dev.berth.chaos.fault;

import dev.berth.core.time.Time;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes calls, and makes them go wrong where the plan says so. Thread-safe. */
public final class FaultyCalls {
  private static final Logger LOG = LoggerFactory.getLogger(FaultyCalls.class);

  private final FaultPlan plan;
  private final Time time;
  private final Duration hang;

  /**
   * By this plan.
   *
   * @param hang the longest that a call hangs; who called may give up before
   */
  public FaultyCalls(FaultPlan plan, Time time, Duration hang) {
    this.plan = plan;
    this.time = time;
    this.hang = hang;
  }

  /** A call that changes something. */
  public <T> T effect(String call, Supplier<T> real) {
    return made(call, FaultKind.ofEffects(), real);
  }

  /** A call that changes something and answers nothing. */
  public void run(String call, Runnable real) {
    effect(
        call,
        () -> {
          real.run();
          return true;
        });
  }

  /** A call that only asks. */
  public <T> T question(String call, Supplier<T> real) {
    return made(call, FaultKind.ofQuestions(), real);
  }

  /** A listing: cutting it and doubling its things is the caller's. */
  Optional<FaultKind> listing(String call) {
    Optional<FaultKind> kind = plan.next(call, FaultKind.ofListings());
    return switch (kind.orElse(FaultKind.PARTIAL)) {
      case PARTIAL, DUPLICATE -> kind;
      case HANG -> throw hung(call);
      case THROTTLED, TIMED_OUT_BEFORE, TIMED_OUT_AFTER, NOT_FOUND, ACCESS_DENIED, MALFORMED ->
          throw kind.orElseThrow().failure(call);
    };
  }

  private <T> T made(String call, Set<FaultKind> possible, Supplier<T> real) {
    Optional<FaultKind> kind = plan.next(call, possible);
    if (kind.isEmpty()) {
      return real.get();
    }
    return switch (kind.get()) {
      case THROTTLED, TIMED_OUT_BEFORE, NOT_FOUND, ACCESS_DENIED, PARTIAL ->
          throw kind.get().failure(call);
      case TIMED_OUT_AFTER, MALFORMED -> {
        T _ = real.get();
        throw kind.get().failure(call);
      }
      case HANG -> throw hung(call);
      case DUPLICATE -> {
        T answer = real.get();
        repeat(call, real);
        yield answer;
      }
    };
  }

  private static <T> void repeat(String call, Supplier<T> real) {
    try {
      T _ = real.get();
    } catch (RuntimeException e) {
      // What the first one did stands in its way, as it may.
      LOG.debug("{} once more: {}", call, e.getMessage());
    }
  }

  private RuntimeException hung(String call) {
    try {
      time.sleep(hang);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return FaultKind.HANG.failure(call);
  }
}
