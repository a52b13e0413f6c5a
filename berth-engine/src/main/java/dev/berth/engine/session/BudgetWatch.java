package dev.berth.engine.session;

import dev.berth.core.error.ErrorCode;
import dev.berth.core.event.EventType;
import dev.berth.core.event.NewEvent;
import dev.berth.core.id.SessionId;
import dev.berth.core.id.TaskId;
import dev.berth.core.model.BudgetSignals;
import dev.berth.core.model.BudgetStore;
import dev.berth.core.session.Directive;
import dev.berth.core.session.Session;
import dev.berth.core.session.Session.AgentResult;
import dev.berth.core.store.Tx;
import dev.berth.core.task.Signal;
import dev.berth.core.task.Task;
import dev.berth.core.task.TaskStatus;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Ends work that the budget does not pay for any more: first the session is told, once, to land
 * with what is kept for that; when that is gone too, the task ends. Thread-safe.
 */
public final class BudgetWatch implements BudgetSignals {
  /** Of a budget, kept for landing: one part in so many. */
  private static final int LANDING_PART = 20;

  private final EngineParts parts;

  public BudgetWatch(EngineParts parts) {
    this.parts = parts;
  }

  @Override
  public void reached(SessionId session) {
    if (!parts.database().read(tx -> isLanding(tx, session))) {
      parts.database().write(tx -> land(tx, session));
    }
  }

  @Override
  public void exhausted(SessionId session) {
    Optional<Session> found = parts.database().read(tx -> tx.sessions().find(session));
    found.ifPresent(
        s -> parts.driver().signal(s.task(), new Signal.Exhausted(Signal.Exhausted.What.BUDGET)));
  }

  /** Whether no more is left than what is kept for landing. */
  static boolean isReached(BudgetStore.Account account) {
    long kept = Math.ceilDiv(account.limitMicroUsd(), LANDING_PART);
    return account.limitMicroUsd() > 0 && account.limitMicroUsd() - account.spentMicroUsd() <= kept;
  }

  /**
   * Why an agent failed that cannot hear that it should land: where its calls were refused for lack
   * of money, that is the reason.
   */
  static AgentResult reason(Tx tx, SessionId session, AgentResult result) {
    return result.success() || !isLanding(tx, session)
        ? result
        : new AgentResult(
            false,
            Optional.of(ErrorCode.BUDGET_EXHAUSTED.name()),
            result.message(),
            result.reported(),
            result.at());
  }

  /** Whether the session has been told to land. */
  private static boolean isLanding(Tx tx, SessionId session) {
    return tx.sessions().directivesAfter(session, 0).stream()
        .anyMatch(numbered -> numbered.directive() instanceof Directive.Land);
  }

  private static Optional<Task> locked(Tx tx, TaskId id) {
    tx.tasks().lock(id);
    return tx.tasks().find(id);
  }

  /** Only a session at work has anything to land. */
  private boolean land(Tx tx, SessionId id) {
    Optional<Task> task =
        tx.sessions()
            .find(id)
            .flatMap(session -> locked(tx, session.task()))
            .filter(
                t ->
                    t.status() == TaskStatus.RUNNING || t.status() == TaskStatus.AWAITING_APPROVAL);
    if (task.isEmpty() || isLanding(tx, id)) {
      return false;
    }
    Instant now = parts.time().now();
    tx.sessions().addDirective(id, new Directive.Land("the budget is used up", now));
    tx.events()
        .append(
            task.get().id(),
            List.of(
                new NewEvent(
                    EventType.BUDGET_LANDING,
                    now,
                    Map.of(),
                    Optional.of("berth:landing:" + id.value()))));
    return true;
  }
}
