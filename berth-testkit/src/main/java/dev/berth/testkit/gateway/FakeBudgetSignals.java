package dev.berth.testkit.gateway;

import dev.berth.core.id.SessionId;
import dev.berth.core.model.BudgetSignals;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Notes what was signalled, in order, repetitions included. Thread-safe. */
public final class FakeBudgetSignals implements BudgetSignals {
  private final List<SessionId> reached = new CopyOnWriteArrayList<>();
  private final List<Instant> days = new CopyOnWriteArrayList<>();
  private final List<SessionId> exhausted = new CopyOnWriteArrayList<>();

  @Override
  public void reached(SessionId session) {
    reached.add(session);
  }

  @Override
  public void dayReached(SessionId session, Instant renews) {
    days.add(renews);
  }

  @Override
  public void exhausted(SessionId session) {
    exhausted.add(session);
  }

  /** Sessions whose budget was reached. */
  public List<SessionId> reached() {
    return List.copyOf(reached);
  }

  /** When the days renew whose money was reached. */
  public List<Instant> days() {
    return List.copyOf(days);
  }

  /** Sessions whose landing reserve was not enough. */
  public List<SessionId> exhausted() {
    return List.copyOf(exhausted);
  }
}
