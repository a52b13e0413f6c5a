package dev.berth.core.model;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;

/**
 * A day of UTC: what a budget of a day is counted by.
 *
 * @param epochDay days since 1970
 */
public record BudgetDay(long epochDay) {
  /** The day of a moment. */
  public static BudgetDay of(Instant at) {
    return new BudgetDay(LocalDate.ofInstant(at, ZoneOffset.UTC).toEpochDay());
  }

  /** When the next one begins, and with it another budget. */
  public Instant end() {
    return LocalDate.ofEpochDay(epochDay + 1).atStartOfDay(ZoneOffset.UTC).toInstant();
  }
}
