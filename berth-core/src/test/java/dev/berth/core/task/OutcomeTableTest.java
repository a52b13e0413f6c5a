package dev.berth.core.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.core.error.ErrorCode;
import dev.berth.core.task.Evidence.Build;
import dev.berth.core.task.Evidence.ChangeRequestFact;
import dev.berth.core.task.Evidence.EffectFact;
import dev.berth.core.task.Evidence.Word;
import dev.berth.core.task.TaskState.Cause;
import dev.berth.core.task.TaskState.Fate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OutcomeTableTest {
  private static final OutcomeTable TABLE = OutcomeTable.standard();

  /** Every combination of facts. */
  private static List<Evidence> evidences() {
    List<Evidence> all = new ArrayList<>();
    for (Word word : Word.values()) {
      for (ChangeRequestFact request : ChangeRequestFact.values()) {
        for (int commits : new int[] {0, 2}) {
          for (EffectFact effect : EffectFact.values()) {
            for (Build build : Build.values()) {
              all.add(
                  new Evidence(
                      word,
                      Optional.of(ErrorCode.AGENT_LOOP),
                      Optional.of("words"),
                      request,
                      Optional.empty(),
                      commits,
                      effect,
                      build));
            }
          }
        }
      }
    }
    return all;
  }

  private static Fate fate(Cause cause) {
    return new Fate(Optional.of(cause), Optional.empty(), Optional.empty());
  }

  @Test
  void exactlyOneRowAppliesAndItIsTheDesigns() {
    for (Cause cause : Cause.values()) {
      for (Evidence evidence : evidences()) {
        assertThat(TABLE.settle(fate(cause), evidence).terminal())
            .describedAs("%s %s", cause, evidence)
            .isEqualTo(Expectation.terminal(cause, evidence));
      }
    }
  }

  @Test
  void aFailureAlwaysHasACode() {
    for (Cause cause : Cause.values()) {
      for (Evidence evidence : evidences()) {
        OutcomeTable.Outcome outcome = TABLE.settle(fate(cause), evidence);
        boolean clean = outcome.terminal() == TaskStatus.COMPLETED && !outcome.warning();
        assertThat(outcome.code().isEmpty()).isEqualTo(clean);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("rows")
  void everyRowIsNeeded(OutcomeRow row) {
    boolean used =
        Stream.of(Cause.values())
            .anyMatch(cause -> evidences().stream().anyMatch(e -> row.applies(cause, e)));
    assertThat(used).isTrue();
  }

  static List<OutcomeRow> rows() {
    return TABLE.rows();
  }

  @Test
  void aRedBuildOfBerthsOwnNeverCompletesAChange() {
    for (Evidence evidence : evidences()) {
      if (evidence.build() == Build.RED
          && evidence.effect() == EffectFact.WANTS_CHANGE_REQUEST
          && evidence.commits() > 0
          && evidence.word() == Word.SUCCESS
          && evidence.changeRequest() != ChangeRequestFact.NO) {
        assertThat(TABLE.settle(fate(Cause.RESULT), evidence).code())
            .contains(ErrorCode.BUILD_FAILED);
      }
    }
  }

  @Test
  void whatIsNotConfirmedInTimeNeverCompletes() {
    for (Cause cause : Cause.values()) {
      assertThat(OutcomeTable.unconfirmed(fate(cause)).terminal())
          .isNotEqualTo(TaskStatus.COMPLETED);
    }
    assertThat(OutcomeTable.unconfirmed(fate(Cause.RESULT)).code())
        .contains(ErrorCode.OUTCOME_UNCONFIRMED);
  }
}
