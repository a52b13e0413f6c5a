package dev.berth.stacks.plan;

import dev.berth.stacks.verdict.LeaseEstimate;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * When looking again is useful: after a quarter of the time that is left until the earliest thing
 * may go, or if that is over until it should have gone; at least a minute and at most a quarter of
 * an hour from now. Nobody waits for eight hours, and nobody asks every second.
 */
public final class NextLook {
  static final Duration SHORTEST = Duration.ofSeconds(60);
  static final Duration LONGEST = Duration.ofMinutes(15);

  private NextLook() {}

  /** The next useful look after this plan; none if there is nothing to wait for. */
  public static Optional<Instant> after(Plan plan, Instant now) {
    if (!plan.deletes().isEmpty()) {
      return Optional.of(now.plus(SHORTEST));
    }
    return plan.waits().stream().map(wait -> now.plus(pause(wait, now))).min(Instant::compareTo);
  }

  private static Duration pause(Decision.Wait wait, Instant now) {
    return switch (wait.reason()) {
      case DELETING, IN_PROGRESS -> SHORTEST;
      case LEASED, SETTLING, BLOCKED, WITH_ITS_STACK, WITH_ITS_PARENT ->
          wait.estimate().map(estimate -> pause(estimate, now)).orElse(LONGEST);
    };
  }

  private static Duration pause(LeaseEstimate estimate, Instant now) {
    if (now.isBefore(estimate.earliest())) {
      return quarter(Duration.between(now, estimate.earliest()));
    }
    return now.isBefore(estimate.latest())
        ? quarter(Duration.between(now, estimate.latest()))
        : LONGEST;
  }

  private static Duration quarter(Duration left) {
    Duration quarter = left.dividedBy(4);
    if (quarter.compareTo(SHORTEST) < 0) {
      return SHORTEST;
    }
    return quarter.compareTo(LONGEST) > 0 ? LONGEST : quarter;
  }
}
