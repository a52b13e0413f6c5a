package dev.berth.stacks.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.stacks.plan.Refusal;
import dev.berth.stacks.run.Approval;
import dev.berth.stacks.run.RunReport;
import dev.berth.stacks.run.Sweeper;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class LongRunTest {
  @Test
  void waitingForAStackLongerThanTheLocksTermDoesNotLoseTheLock() {
    Duration longest = Duration.ZERO;
    for (long seed = 0; seed < 30; seed++) {
      SimulatedAccount account = new SimulatedAccount(seed);
      Sweeper sweeper =
          new Sweeper(account.cloud(), account.ledger(), account.alerts(), account.clock());
      RunReport report = sweeper.apply(Worlds.policy(), new Approval.ByPolicy(), "run-1");
      assertThat(report.refusals())
          .as("seed %d", seed)
          .extracting(Refusal::guard)
          .doesNotContain(Refusal.Guard.FENCED_OFF);
      Duration took = Duration.between(report.startedAt(), report.endedAt());
      longest = took.compareTo(longest) > 0 ? took : longest;
    }
    assertThat(longest).isGreaterThan(Duration.ofMinutes(6));
  }
}
