package dev.berth.gateway.model;

import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCode;
import java.time.Instant;

/** A call does not fit into the day's money. */
final class DaySpentException extends BerthException {
  private static final long serialVersionUID = 1L;

  private final Instant renews;

  DaySpentException(String detail, Instant renews) {
    super(ErrorCode.DAY_BUDGET_SPENT, detail + "; it renews at " + renews);
    this.renews = renews;
  }

  /** When the next day's money is there. */
  Instant renews() {
    return renews;
  }
}
