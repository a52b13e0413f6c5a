package dev.berth.core.model;

import dev.berth.core.id.SessionId;
import java.time.Instant;

/**
 * What follows from a session's use of money, as whoever counts it says. Every call may be repeated
 * without effect. Thread-safe.
 */
public interface BudgetSignals {
  /** Nothing fits any more beside what is kept for landing: the session is told to land. */
  void reached(SessionId session);

  /**
   * Nothing fits any more into the day's money: the session is told to land.
   *
   * @param renews when the next day's money is there
   */
  void dayReached(SessionId session, Instant renews);

  /** A session that lands could not be served from what was kept: its task ends. */
  void exhausted(SessionId session);
}
