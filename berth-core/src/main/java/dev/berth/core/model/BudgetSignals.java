package dev.berth.core.model;

import dev.berth.core.id.SessionId;

/**
 * What follows from a session's use of money, as whoever counts it says. Every call may be repeated
 * without effect. Thread-safe.
 */
public interface BudgetSignals {
  /** Nothing fits any more beside what is kept for landing: the session is told to land. */
  void reached(SessionId session);

  /** A session that lands could not be served from what was kept: its task ends. */
  void exhausted(SessionId session);
}
