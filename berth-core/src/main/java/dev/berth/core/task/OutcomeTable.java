package dev.berth.core.task;

import static dev.berth.core.task.Evidence.Build.GREEN;
import static dev.berth.core.task.Evidence.Build.NOT_REQUIRED;
import static dev.berth.core.task.Evidence.Build.RED;
import static dev.berth.core.task.Evidence.EffectFact.CONFIRMED;
import static dev.berth.core.task.Evidence.EffectFact.MISSING;
import static dev.berth.core.task.Evidence.EffectFact.WANTS_CHANGE_REQUEST;

import dev.berth.core.error.ErrorCode;
import dev.berth.core.task.Evidence.Build;
import dev.berth.core.task.Evidence.ChangeRequestFact;
import dev.berth.core.task.Evidence.EffectFact;
import dev.berth.core.task.Evidence.Word;
import dev.berth.core.task.OutcomeRow.Failure;
import dev.berth.core.task.TaskState.Cause;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * How a task ends: cause, the agent's word and what Berth confirmed, to a terminal state. Exactly
 * one row applies to each combination of facts; a test walks through all of them. Berth verifies:
 * the agent's word alone never completes a task.
 */
final class OutcomeTable {
  private static final Set<Word> ANY_WORD = EnumSet.allOf(Word.class);
  private static final Set<EffectFact> ANY_EFFECT = EnumSet.allOf(EffectFact.class);
  private static final Set<EffectFact> CHANGE = EnumSet.of(WANTS_CHANGE_REQUEST);
  private static final Set<ChangeRequestFact> ANY_REQUEST = EnumSet.allOf(ChangeRequestFact.class);
  private static final Set<Boolean> ANY_COMMITS = Set.of(true, false);
  private static final Set<Build> ANY_BUILD = EnumSet.allOf(Build.class);
  private static final Set<Build> NOT_RED = EnumSet.of(GREEN, NOT_REQUIRED);

  private final List<OutcomeRow> rows;

  OutcomeTable(List<OutcomeRow> rows) {
    this.rows = List.copyOf(rows);
  }

  /** The table of the design, with Berth's own build as decision 0003 has it. */
  static OutcomeTable standard() {
    return new OutcomeTable(
        List.of(
            agent("success-change", Word.SUCCESS, CHANGE, ChangeRequestFact.YES, true, NOT_RED)
                .completed(),
            agent("success-change-red", Word.SUCCESS, CHANGE, ChangeRequestFact.YES, true, RED_ONLY)
                .failed(new Failure.Code(ErrorCode.BUILD_FAILED)),
            agent("success-refused", Word.SUCCESS, CHANGE, ChangeRequestFact.REFUSED, true, NOT_RED)
                .warned(new Failure.Code(ErrorCode.CHANGE_REQUEST_REFUSED)),
            agent(
                    "success-refused-red",
                    Word.SUCCESS,
                    CHANGE,
                    ChangeRequestFact.REFUSED,
                    true,
                    RED_ONLY)
                .failed(new Failure.Code(ErrorCode.BUILD_FAILED)),
            agent("success-unopened", Word.SUCCESS, CHANGE, ChangeRequestFact.NO, true, ANY_BUILD)
                .failed(new Failure.Code(ErrorCode.OUTCOME_UNCONFIRMED)),
            result("success-nothing", EnumSet.of(Word.SUCCESS), CHANGE, ANY_REQUEST)
                .commits(Set.of(false))
                .failed(new Failure.Code(ErrorCode.NOTHING_DONE)),
            result("success-effect", EnumSet.of(Word.SUCCESS), EnumSet.of(CONFIRMED), ANY_REQUEST)
                .completed(),
            result("success-no-effect", EnumSet.of(Word.SUCCESS), EnumSet.of(MISSING), ANY_REQUEST)
                .failed(new Failure.Code(ErrorCode.NOTHING_DONE)),
            agent("error-change", Word.ERROR, ANY_EFFECT, ChangeRequestFact.YES, true, NOT_RED)
                .warned(new Failure.OfAgent(ErrorCode.AGENT_FAILED)),
            agent("error-change-red", Word.ERROR, ANY_EFFECT, ChangeRequestFact.YES, true, RED_ONLY)
                .failed(new Failure.Code(ErrorCode.BUILD_FAILED)),
            result(
                    "error-empty-change",
                    EnumSet.of(Word.ERROR),
                    ANY_EFFECT,
                    EnumSet.of(ChangeRequestFact.YES))
                .commits(Set.of(false))
                .failed(new Failure.OfAgent(ErrorCode.AGENT_FAILED)),
            result(
                    "error-no-change",
                    EnumSet.of(Word.ERROR),
                    ANY_EFFECT,
                    EnumSet.of(ChangeRequestFact.NO, ChangeRequestFact.REFUSED))
                .failed(new Failure.OfAgent(ErrorCode.AGENT_FAILED)),
            result("exited", EnumSet.of(Word.NONE), ANY_EFFECT, ANY_REQUEST)
                .failed(new Failure.OfCause(ErrorCode.AGENT_EXITED)),
            cause("start-failed", Cause.START_FAILED)
                .failed(new Failure.OfCause(ErrorCode.SESSION_START_FAILED)),
            cause("lost", Cause.LOST).failed(new Failure.Code(ErrorCode.SESSION_LOST)),
            cause("timed-out", Cause.TIMED_OUT)
                .ended(TaskStatus.TIMED_OUT, new Failure.OfCause(ErrorCode.RUN_TIME_EXCEEDED)),
            cause("exhausted", Cause.EXHAUSTED)
                .failed(new Failure.OfCause(ErrorCode.BUDGET_EXHAUSTED)),
            cause("cancelled", Cause.CANCELLED)
                .ended(TaskStatus.CANCELLED, new Failure.OfCause(ErrorCode.CANCELLED_BY_USER))));
  }

  List<OutcomeRow> rows() {
    return rows;
  }

  /** How a task that is being finalised ends by this evidence. */
  Outcome settle(TaskState.Fate fate, Evidence evidence) {
    Cause cause = fate.cause().orElseThrow();
    List<OutcomeRow> applying = rows.stream().filter(r -> r.applies(cause, evidence)).toList();
    if (applying.size() != 1) {
      throw new IllegalStateException(
          "outcome rows " + applying + " apply to " + cause + " and " + evidence);
    }
    OutcomeRow row = applying.getFirst();
    Optional<ErrorCode> code = row.code(fate, evidence);
    Optional<String> message = evidence.message().or(fate::message).filter(m -> code.isPresent());
    return new Outcome(row.id(), row.terminal(), code, message, row.warning());
  }

  /** How it ends when nothing could be confirmed in time; never COMPLETED. */
  static Outcome unconfirmed(TaskState.Fate fate) {
    Cause cause = fate.cause().orElseThrow();
    return switch (cause) {
      case RESULT ->
          new Outcome(
              "unconfirmed",
              TaskStatus.FAILED,
              Optional.of(fate.failure().orElse(ErrorCode.OUTCOME_UNCONFIRMED)),
              fate.message(),
              false);
      case START_FAILED, LOST, TIMED_OUT, EXHAUSTED, CANCELLED ->
          standard().settle(fate, Evidence.nothing(WANTS_CHANGE_REQUEST));
    };
  }

  private static final Set<Build> RED_ONLY = EnumSet.of(RED);

  private static Half agent(
      String id,
      Word word,
      Set<EffectFact> effects,
      ChangeRequestFact request,
      boolean commits,
      Set<Build> builds) {
    return new Half(
        id,
        EnumSet.of(Cause.RESULT),
        EnumSet.of(word),
        effects,
        EnumSet.of(request),
        Set.of(commits),
        builds);
  }

  private static Half result(
      String id, Set<Word> words, Set<EffectFact> effects, Set<ChangeRequestFact> requests) {
    return new Half(id, EnumSet.of(Cause.RESULT), words, effects, requests, ANY_COMMITS, ANY_BUILD);
  }

  private static Half cause(String id, Cause cause) {
    return new Half(
        id, EnumSet.of(cause), ANY_WORD, ANY_EFFECT, ANY_REQUEST, ANY_COMMITS, ANY_BUILD);
  }

  /** An outcome, and the row that says so. */
  record Outcome(
      String row,
      TaskStatus terminal,
      Optional<ErrorCode> code,
      Optional<String> message,
      boolean warning) {}

  /** The facts of a row, before its end. */
  private record Half(
      String id,
      Set<Cause> causes,
      Set<Word> words,
      Set<EffectFact> effects,
      Set<ChangeRequestFact> requests,
      Set<Boolean> commits,
      Set<Build> builds) {
    Half commits(Set<Boolean> newCommits) {
      return new Half(id, causes, words, effects, requests, newCommits, builds);
    }

    OutcomeRow completed() {
      return row(TaskStatus.COMPLETED, new Failure.None(), false);
    }

    OutcomeRow warned(Failure about) {
      return row(TaskStatus.COMPLETED, about, true);
    }

    OutcomeRow failed(Failure failure) {
      return row(TaskStatus.FAILED, failure, false);
    }

    OutcomeRow ended(TaskStatus terminal, Failure failure) {
      return row(terminal, failure, false);
    }

    private OutcomeRow row(TaskStatus terminal, Failure failure, boolean warning) {
      return new OutcomeRow(
          id, causes, words, effects, requests, commits, builds, terminal, failure, warning);
    }
  }
}
