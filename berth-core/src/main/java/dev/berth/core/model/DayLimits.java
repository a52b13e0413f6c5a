package dev.berth.core.model;

import java.util.Optional;

/**
 * How much money models may cost on a day of UTC, in micro-dollars; empty: as much as they cost.
 *
 * @param installation of all tasks together, from 1
 * @param user of the tasks of one user, from 1
 */
public record DayLimits(Optional<Long> installation, Optional<Long> user) {
  public DayLimits {
    if (installation.filter(l -> l < 1).isPresent() || user.filter(l -> l < 1).isPresent()) {
      throw new IllegalArgumentException("a budget of a day is more than nothing");
    }
  }

  public static DayLimits none() {
    return new DayLimits(Optional.empty(), Optional.empty());
  }

  /** Whether a day has a limit at all. */
  public boolean any() {
    return installation.isPresent() || user.isPresent();
  }

  /** The limit of a scope. */
  public Optional<Long> of(DayScope scope) {
    return switch (scope) {
      case DayScope.Installation _ -> installation;
      case DayScope.OfUser _ -> user;
    };
  }
}
