package dev.berth.stacks.simulate;

import java.time.Duration;
import java.util.Optional;

/** How long a lingering interface stays after its last owner: the times that people measured. */
enum Release {
  MINUTES(20, 45),
  AN_HOUR_OR_TWO(60, 120),
  SIX_HOURS(340, 380),
  EIGHT_HOURS(460, 500),
  TWELVE_HOURS(700, 740),
  NEVER(0, 0);

  private final int shortest;
  private final int longest;

  Release(int shortest, int longest) {
    this.shortest = shortest;
    this.longest = longest;
  }

  /** One of these, the shorter ones more often. */
  static Release any(Dice dice) {
    return switch (dice.between(0, 15)) {
      case 0, 1, 2, 3, 4 -> MINUTES;
      case 5, 6, 7 -> AN_HOUR_OR_TWO;
      case 8, 9 -> SIX_HOURS;
      case 10, 11, 12 -> EIGHT_HOURS;
      case 13, 14 -> TWELVE_HOURS;
      default -> NEVER;
    };
  }

  /** After how long; none if never. */
  Optional<Duration> after(Dice dice) {
    return this == NEVER ? Optional.empty() : Optional.of(dice.minutes(shortest, longest));
  }
}
