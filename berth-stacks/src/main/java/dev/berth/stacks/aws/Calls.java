package dev.berth.stacks.aws;

import dev.berth.core.time.Time;
import dev.berth.stacks.cloud.CloudFailure;
import dev.berth.stacks.cloud.FailureKind;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Makes calls: in turn, again where that is harmless, and with a failure as a value. The SDK itself
 * never makes a call twice. Thread-safe.
 */
final class Calls {
  private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

  /** No call begins another attempt after this. */
  private static final Duration PATIENCE = Duration.ofSeconds(40);

  private static final Set<FailureKind> READ_AGAIN =
      EnumSet.of(FailureKind.THROTTLED, FailureKind.UNAVAILABLE, FailureKind.EFFECT_UNKNOWN);
  private static final Set<FailureKind> WRITE_AGAIN =
      EnumSet.of(FailureKind.THROTTLED, FailureKind.UNAVAILABLE);

  private final CallLimits limits;
  private final Time time;
  private final RandomGenerator random;
  private final Rate rate;

  /**
   * Calls.
   *
   * @param random for pauses and request tokens; thread-safe
   */
  Calls(CallLimits limits, Time time, RandomGenerator random) {
    this.limits = limits;
    this.time = time;
    this.random = random;
    this.rate = new Rate(time, limits);
  }

  /**
   * A call in one line: a reading one is made again while its failure may pass, a changing one only
   * if it certainly had no effect.
   */
  <T> Result<T> make(AwsOperation operation, Supplier<T> call) {
    Set<FailureKind> again = operation.changes() ? WRITE_AGAIN : READ_AGAIN;
    long began = time.nanos();
    Result<T> result = inTurn(operation, call);
    for (int attempt = 1; attempt < limits.attempts(); attempt++) {
      if (!(result instanceof Result.Bad<T>(CloudFailure failure, _))
          || !again.contains(failure.kind())
          || time.nanos() - began >= PATIENCE.toNanos()
          || !rate.mayRetry()
          || !rate.pause(backoff(attempt))) {
        return result;
      }
      result = inTurn(operation, call);
    }
    return result;
  }

  private <T> Result<T> inTurn(AwsOperation operation, Supplier<T> call) {
    if (!rate.turn(operation.service())) {
      return new Result.Bad<>(
          new CloudFailure(FailureKind.UNAVAILABLE, operation.api(), "interrupted before it"), "");
    }
    try {
      T value = ScopedValue.where(OperationGuard.ANNOUNCED, operation).call(call::get);
      rate.fine(operation.service());
      return new Result.Good<>(value);
    } catch (RuntimeException e) {
      Result.Bad<T> bad = Failures.of(operation, e);
      if (bad.failure().kind() == FailureKind.THROTTLED) {
        rate.throttled(operation.service());
      }
      return bad;
    }
  }

  /** Anything from nothing to twice as much each time. */
  private Duration backoff(int attempt) {
    long most = Math.min(FIRST_PAUSE.toNanos() << attempt, LONGEST_PAUSE.toNanos());
    return Duration.ofNanos(random.nextLong(most + 1));
  }

  /** A moment after which a listing is to stop. */
  long listingEnds() {
    return time.nanos() + limits.listing().toNanos();
  }

  boolean over(long end) {
    return time.nanos() - end >= 0;
  }

  Duration listingLimit() {
    return limits.listing();
  }

  /** A request token that no other call has: 36 characters. */
  String token() {
    return "berth-%015x%015x".formatted(random.nextLong() >>> 4, random.nextLong() >>> 4);
  }
}
