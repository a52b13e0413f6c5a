package dev.berth.engine.session;

import dev.berth.core.id.SessionId;
import dev.berth.core.model.BudgetSignals;
import dev.berth.core.session.Session;
import dev.berth.core.session.Session.AgentResult;
import dev.berth.core.store.Tx;
import dev.berth.core.task.Signal;
import dev.berth.core.task.Task;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Ends work that money, turns or time do not last for: first the session is told, once, to land
 * with what is kept for that; when that is gone too, the task ends. Thread-safe.
 */
public final class BudgetWatch implements BudgetSignals {
  private final EngineParts parts;
  private final Predicate<Task> hears;

  /**
   * @param hears whether a task's agent reads directives
   */
  public BudgetWatch(EngineParts parts, Predicate<Task> hears) {
    this.parts = parts;
    this.hears = hears;
  }

  @Override
  public void reached(SessionId session) {
    land(session, Landing.Why.BUDGET, Landing.Why.BUDGET.words());
  }

  @Override
  public void dayReached(SessionId session, Instant renews) {
    land(session, Landing.Why.DAY, Landing.Why.DAY.words() + "; it renews at " + renews);
  }

  /** Something runs low, as the session's own signs show. */
  void low(SessionId session, Landing.Why why) {
    land(session, why, why.words());
  }

  private void land(SessionId session, Landing.Why why, String text) {
    if (parts.database().read(tx -> Landing.isTold(tx, session))) {
      return;
    }
    boolean heard =
        parts
            .database()
            .read(tx -> tx.sessions().find(session).flatMap(s -> tx.tasks().find(s.task())))
            .filter(hears)
            .isPresent();
    Landing.Words words = new Landing.Words(why, text, heard);
    parts.database().write(tx -> Landing.tell(tx, session, parts.time().now(), words));
  }

  @Override
  public void exhausted(SessionId session) {
    Optional<Session> found = parts.database().read(tx -> tx.sessions().find(session));
    found.ifPresent(
        s -> parts.driver().signal(s.task(), new Signal.Exhausted(Signal.Exhausted.What.BUDGET)));
  }

  /**
   * Why an agent failed that cannot hear that it should land: where its calls were refused for lack
   * of money, that is the reason.
   */
  static AgentResult reason(Tx tx, SessionId session, AgentResult result) {
    if (result.success()) {
      return result;
    }
    return Landing.money(tx, session)
        .map(
            code ->
                new AgentResult(
                    false,
                    Optional.of(code.name()),
                    result.message(),
                    result.reported(),
                    result.at()))
        .orElse(result);
  }
}
