package dev.berth.engine.gate;

import dev.berth.core.error.BerthException;
import dev.berth.core.error.BerthException.FieldProblem;
import dev.berth.core.error.ErrorCode;
import dev.berth.core.gate.Gate;
import dev.berth.core.gate.GateStore;
import dev.berth.core.id.GateId;
import dev.berth.core.id.TaskId;
import dev.berth.core.policy.Policy;
import dev.berth.core.policy.Scope;
import dev.berth.core.repo.Repository;
import dev.berth.core.session.Directive;
import dev.berth.core.store.Tx;
import dev.berth.core.task.Task;
import dev.berth.core.text.SafeText;
import dev.berth.engine.session.EngineParts;
import dev.berth.engine.task.NewTask;
import dev.berth.engine.task.TaskReader;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What people do with gates: see those that wait for them, and decide. A gate that is not theirs
 * does not exist. Thread-safe.
 */
public final class Approvals {
  /** Decisions that somebody may make in a minute. */
  public static final int DECISIONS_A_MINUTE = 30;

  /** The longest reason, in characters. */
  public static final int LONGEST_REASON = 2_000;

  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final int MOST_PENDING = 10_000;

  private final EngineParts parts;
  private final Policy policy;
  private final GateRows rows;

  /**
   * @param policy asked whether a scope may be granted
   */
  public Approvals(EngineParts parts, Policy policy, GateFigures figures) {
    this.parts = parts;
    this.policy = policy;
    this.rows = new GateRows(parts, figures);
  }

  /**
   * Somebody's decision.
   *
   * @param scope for what an approval holds, as it was written; empty: {@code this_call}. A denial
   *     has none
   * @param reason why not, for the agent; {@value #LONGEST_REASON} characters at most
   * @param channel where it was made: {@code api}, {@code cli}, {@code console}, ...
   */
  public record Choice(
      Verdict verdict, Optional<String> scope, Optional<String> reason, String channel) {}

  /** Yes or no. */
  public enum Verdict {
    APPROVE,
    DENY
  }

  /** A gate with its task. */
  public record Asked(Gate gate, Task task) {}

  /** The gates that wait and that somebody may decide, oldest first. */
  public List<Asked> pending(NewTask.Submitter by) {
    return parts
        .database()
        .read(
            tx ->
                tx.gates().pending(MOST_PENDING).stream()
                    .flatMap(gate -> asked(tx, gate).stream())
                    .filter(asked -> may(tx, by, asked))
                    .toList());
  }

  /** How many gates of all tasks wait. */
  public long waiting() {
    return parts.database().<Long>read(tx -> tx.gates().countPending());
  }

  /**
   * All gates of a task, oldest first, for whom the task is visible to.
   *
   * @throws BerthException {@code NOT_FOUND}
   */
  public List<Gate> of(NewTask.Submitter by, TaskId task) {
    return parts.database().read(tx -> tx.gates().of(TaskReader.visible(tx, by, task).id()));
  }

  /**
   * One gate, for whoever may decide it and whoever its task is visible to.
   *
   * @throws BerthException {@code NOT_FOUND}
   */
  public Asked find(NewTask.Submitter by, TaskId task, GateId id) {
    return parts
        .database()
        .read(
            tx ->
                found(tx, task, id)
                    .filter(asked -> may(tx, by, asked) || TaskReader.isVisible(tx, by, task))
                    .orElseThrow(() -> unknown(id)));
  }

  /**
   * Records a decision. With it go, in one commit, the task's return to work, the event, the scopes
   * that it grants and what the agent hears of it.
   *
   * @return the gate as it ended
   * @throws BerthException {@code NOT_FOUND} when the gate is not there or not theirs; {@code
   *     REQUEST_ALREADY_DECIDED} when it does not wait any more, with what became of it; {@code
   *     RATE_LIMITED}; {@code SCOPE_INVALID}; {@code VALIDATION_ERROR}
   */
  public Gate decide(NewTask.Submitter by, TaskId task, GateId id, Choice choice) {
    check(choice);
    Asked asked =
        parts.database().read(tx -> theirs(tx, by, task, id)).orElseThrow(() -> unknown(id));
    Optional<Scope> scope = scope(choice);
    require(scope, asked.task());
    Decided decided = parts.database().write(tx -> decide(tx, by, task, id, scope, choice));
    if (!decided.isTheirs()) {
      throw new BerthException(ErrorCode.REQUEST_ALREADY_DECIDED, GateRows.outcome(decided.gate()));
    }
    return decided.gate();
  }

  private static void check(Choice choice) {
    if (choice.reason().filter(r -> r.length() > LONGEST_REASON).isPresent()) {
      String words = LONGEST_REASON + " characters at most";
      throw new BerthException(
          ErrorCode.VALIDATION_ERROR,
          "a reason has " + words,
          List.of(new FieldProblem("reason", "TOO_LONG", words)),
          null);
    }
    if (choice.verdict() == Verdict.DENY && choice.scope().isPresent()) {
      throw new BerthException(ErrorCode.SCOPE_INVALID, "a denial has no scope");
    }
  }

  private static Optional<Scope> scope(Choice choice) {
    if (choice.verdict() == Verdict.DENY) {
      return Optional.empty();
    }
    try {
      return Optional.of(choice.scope().map(Scope::parse).orElseGet(Scope.ThisCall::new));
    } catch (IllegalArgumentException e) {
      throw new BerthException(ErrorCode.SCOPE_INVALID, String.valueOf(e.getMessage()), e);
    }
  }

  /** Outside the unit of work: rules may have to be read. */
  private void require(Optional<Scope> scope, Task task) {
    Optional<Repository> repository = parts.database().read(tx -> repository(tx, task));
    scope
        .flatMap(wanted -> policy.problem(wanted, repository))
        .ifPresent(
            problem -> {
              throw new BerthException(ErrorCode.SCOPE_INVALID, problem);
            });
  }

  private Decided decide(
      Tx tx, NewTask.Submitter by, TaskId task, GateId id, Optional<Scope> scope, Choice choice) {
    tx.tasks().lock(task);
    Gate gate = theirs(tx, by, task, id).orElseThrow(() -> unknown(id)).gate();
    Instant now = parts.time().now();
    if (!gate.isPending()) {
      return new Decided(gate, false);
    }
    if (!now.isBefore(gate.expiresAt())) {
      // The job that says so has not come yet: what is late stays late, whoever looks first.
      Gate expired = rows.close(tx, gate, Gate.Status.TIMED_OUT, Gate.Closed.undecided(now));
      return new Decided(expired, false);
    }
    if (tx.gates().countDecided(by.user(), now.minus(MINUTE)) >= DECISIONS_A_MINUTE) {
      throw new BerthException(
          ErrorCode.RATE_LIMITED, DECISIONS_A_MINUTE + " decisions a minute at most");
    }
    return new Decided(closed(tx, by, gate, scope, choice), true);
  }

  private Gate closed(
      Tx tx, NewTask.Submitter by, Gate gate, Optional<Scope> scope, Choice choice) {
    Instant now = parts.time().now();
    Optional<String> reason =
        choice.reason().filter(r -> !r.isBlank()).map(r -> SafeText.lines(r, LONGEST_REASON));
    Gate.Closed how =
        new Gate.Closed(now, Optional.of(by.user()), Optional.of(choice.channel()), scope, reason);
    return switch (choice.verdict()) {
      case APPROVE -> {
        scope
            .filter(s -> !(s instanceof Scope.ThisCall))
            .ifPresent(
                s ->
                    tx.gates()
                        .grant(
                            gate.task(),
                            new GateStore.Granted(s, now, by.user(), Optional.of(gate.id()))));
        yield rows.close(tx, gate, Gate.Status.APPROVED, how);
      }
      case DENY -> {
        Gate denied = rows.close(tx, gate, Gate.Status.DENIED, how);
        tx.sessions().addDirective(gate.session(), new Directive.Denial(words(denied), now));
        yield denied;
      }
    };
  }

  /** What the agent hears between turns. */
  private static String words(Gate denied) {
    return "A human denied this step: "
        + denied.asked().preview()
        + denied.closed().flatMap(Gate.Closed::reason).map(r -> "\nThe reason: " + r).orElse("");
  }

  private static Optional<Asked> theirs(Tx tx, NewTask.Submitter by, TaskId task, GateId id) {
    return found(tx, task, id).filter(asked -> may(tx, by, asked));
  }

  private static Optional<Asked> found(Tx tx, TaskId task, GateId id) {
    return tx.gates()
        .find(id)
        .filter(gate -> gate.task().equals(task))
        .flatMap(gate -> asked(tx, gate));
  }

  private static Optional<Asked> asked(Tx tx, Gate gate) {
    return tx.tasks().find(gate.task()).map(task -> new Asked(gate, task));
  }

  private static boolean may(Tx tx, NewTask.Submitter by, Asked asked) {
    return Deciders.may(
        by, asked.gate().terms().approvers(), asked.task(), repository(tx, asked.task()));
  }

  private static Optional<Repository> repository(Tx tx, Task task) {
    return task.spec().repo().flatMap(repo -> tx.repos().find(repo.id()));
  }

  private static BerthException unknown(GateId id) {
    return new BerthException(ErrorCode.NOT_FOUND, "no gate " + id);
  }

  /**
   * What came of a decision.
   *
   * @param isTheirs whether the gate ended by it
   */
  private record Decided(Gate gate, boolean isTheirs) {}
}
