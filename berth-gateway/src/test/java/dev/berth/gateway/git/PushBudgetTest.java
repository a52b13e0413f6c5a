package dev.berth.gateway.git;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.core.id.LeaseId;
import org.junit.jupiter.api.Test;

final class PushBudgetTest {
  private static final LeaseId ONE = new LeaseId("01K0000000000000000000000A");
  private static final LeaseId TWO = new LeaseId("01K0000000000000000000000B");

  @Test
  void pushesAtOnceShareWhatIsLeftAndGiveBackWhatTheyDidNotUse() {
    PushBudget budget = new PushBudget(100);
    assertThat(budget.take(ONE, 60)).isEqualTo(60);
    assertThat(budget.take(ONE, 60)).isEqualTo(40);
    assertThat(budget.take(ONE, 60)).isZero();
    assertThat(budget.take(TWO, 60)).isEqualTo(60);
    budget.giveBack(ONE, 50);
    assertThat(budget.take(ONE, 60)).isEqualTo(50);
    budget.giveBack(ONE, 0);
    assertThat(budget.take(ONE, 1)).isZero();
  }
}
