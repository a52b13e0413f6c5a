package dev.berth.engine.session;

import dev.berth.core.error.ErrorCode;
import dev.berth.core.event.EventType;
import dev.berth.core.event.NewEvent;
import dev.berth.core.id.SessionId;
import dev.berth.core.id.TaskId;
import dev.berth.core.model.BudgetStore;
import dev.berth.core.session.Directive;
import dev.berth.core.session.Session;
import dev.berth.core.store.Tx;
import dev.berth.core.task.Task;
import dev.berth.core.task.TaskStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * When a session is told to land, and telling it: finish now, with what is kept for that, instead
 * of being cut a little later. It is told once, whatever runs low first.
 */
final class Landing {
  /** Of a budget, of turns and of time, kept for landing: one part in so many. */
  private static final int PART = 20;

  /** A landing takes no longer than this, however long the task might run. */
  private static final Duration LONGEST = Duration.ofMinutes(10);

  private Landing() {}

  /** What runs low; the constant in lower case is the word of events. */
  enum Why {
    BUDGET("the budget is used up"),
    DAY("the day's budget is used up"),
    TURNS("the turns are nearly used up"),
    DEADLINE("the time is nearly over");

    private final String words;

    Why(String words) {
      this.words = words;
    }

    String words() {
      return words;
    }
  }

  /** Whether no more of the money is left than what is kept for landing. */
  static boolean isReached(BudgetStore.Account account) {
    long kept = Math.ceilDiv(account.limitMicroUsd(), PART);
    return account.limitMicroUsd() > 0 && account.limitMicroUsd() - account.spentMicroUsd() <= kept;
  }

  /**
   * Whether no more turns are left than what is kept. Of less than 20 turns none is kept: whoever
   * has so few is to use them.
   */
  static boolean isReached(int maxTurns, int turnsLeft) {
    int kept = maxTurns / PART;
    return kept > 0 && turnsLeft <= kept;
  }

  /**
   * Whether no more time is left than what is kept: a part of the session's, ten minutes at most.
   */
  static boolean isReached(Session session, Instant deadline, Instant now) {
    Duration whole = Duration.between(session.startedAt().orElse(session.requestedAt()), deadline);
    Duration part = whole.dividedBy(PART);
    Duration kept = part.compareTo(LONGEST) < 0 ? part : LONGEST;
    return !now.isBefore(deadline.minus(kept));
  }

  /** Whether the session has been told to land. */
  static boolean isTold(Tx tx, SessionId session) {
    return tx.sessions().directivesAfter(session, 0).stream()
        .anyMatch(numbered -> numbered.directive() instanceof Directive.Land);
  }

  /** Whose money ran out, when that is why it was told. */
  static Optional<ErrorCode> money(Tx tx, SessionId session) {
    return tx.sessions().directivesAfter(session, 0).stream()
        .map(numbered -> numbered.directive())
        .filter(Directive.Land.class::isInstance)
        .map(Directive.Land.class::cast)
        .flatMap(land -> money(land.reason()).stream())
        .findFirst();
  }

  private static Optional<ErrorCode> money(String reason) {
    if (reason.startsWith(Why.DAY.words())) {
      return Optional.of(ErrorCode.DAY_BUDGET_SPENT);
    }
    return reason.startsWith(Why.BUDGET.words())
        ? Optional.of(ErrorCode.BUDGET_EXHAUSTED)
        : Optional.empty();
  }

  /**
   * Tells the session. Only one at work has anything to land.
   *
   * @param words why; where its agent does not hear them, the event is all that comes of it
   */
  static boolean tell(Tx tx, SessionId id, Instant now, Words words) {
    Optional<Task> task =
        tx.sessions()
            .find(id)
            .flatMap(session -> locked(tx, session.task()))
            .filter(
                t ->
                    t.status() == TaskStatus.RUNNING || t.status() == TaskStatus.AWAITING_APPROVAL);
    if (task.isEmpty() || isTold(tx, id)) {
      return false;
    }
    tx.sessions().addDirective(id, new Directive.Land(words.text(), now));
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("why", words.why().name().toLowerCase(Locale.ROOT));
    facts.put("message", words.text());
    facts.put("heard", words.hears());
    tx.events()
        .append(
            task.get().id(),
            List.of(
                new NewEvent(
                    EventType.BUDGET_LANDING,
                    now,
                    facts,
                    Optional.of("berth:landing:" + id.value()))));
    return true;
  }

  /**
   * What is said.
   *
   * @param hears whether the session's agent reads directives
   */
  record Words(Why why, String text, boolean hears) {}

  private static Optional<Task> locked(Tx tx, TaskId id) {
    tx.tasks().lock(id);
    return tx.tasks().find(id);
  }
}
