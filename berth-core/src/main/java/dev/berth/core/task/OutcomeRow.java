package dev.berth.core.task;

import dev.berth.core.error.ErrorCode;
import dev.berth.core.task.Evidence.Build;
import dev.berth.core.task.Evidence.ChangeRequestFact;
import dev.berth.core.task.Evidence.EffectFact;
import dev.berth.core.task.Evidence.Word;
import dev.berth.core.task.TaskState.Cause;
import java.util.Optional;
import java.util.Set;

/**
 * A row of the outcome table: it applies where each fact is among its values.
 *
 * @param commits whether the pushed branch has commits: {@code true}, {@code false}, or both
 * @param warning whether COMPLETED comes with a warning
 */
record OutcomeRow(
    String id,
    Set<Cause> causes,
    Set<Word> words,
    Set<EffectFact> effects,
    Set<ChangeRequestFact> changeRequests,
    Set<Boolean> commits,
    Set<Build> builds,
    TaskStatus terminal,
    Failure failure,
    boolean warning) {

  boolean applies(Cause cause, Evidence evidence) {
    return causes.contains(cause)
        && words.contains(evidence.word())
        && effects.contains(evidence.effect())
        && changeRequests.contains(evidence.changeRequest())
        && commits.contains(evidence.commits() > 0)
        && builds.contains(evidence.build());
  }

  /** Where the code comes from. */
  sealed interface Failure {
    record None() implements Failure {}

    record Code(ErrorCode code) implements Failure {}

    /** What was written with the cause. */
    record OfCause(ErrorCode otherwise) implements Failure {}

    /** The agent's typed reason. */
    record OfAgent(ErrorCode otherwise) implements Failure {}
  }

  /** The code for this state and evidence. */
  Optional<ErrorCode> code(TaskState.Fate fate, Evidence evidence) {
    return switch (failure) {
      case Failure.None none -> Optional.empty();
      case Failure.Code code -> Optional.of(code.code());
      case Failure.OfCause of -> Optional.of(fate.failure().orElse(of.otherwise()));
      case Failure.OfAgent of -> Optional.of(evidence.reason().orElse(of.otherwise()));
    };
  }
}
