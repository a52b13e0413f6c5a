package dev.berth.stacks.plan;

import static dev.berth.stacks.world.Account.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.stacks.inventory.Flag;
import dev.berth.stacks.inventory.ItemType;
import dev.berth.stacks.ledger.LedgerEvent;
import dev.berth.stacks.ledger.Memory;
import dev.berth.stacks.verdict.InterfaceFamily;
import dev.berth.stacks.world.Account;
import dev.berth.stacks.world.SmallAccount;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class NextLookTest {
  /** The pause after a look at an interface that has lingered for so long. */
  private static Duration pause(Duration lingered) {
    SmallAccount small = new SmallAccount("int-0123abcd", "DELETE_FAILED");
    small.account.remove(small.runtime).remove(small.nat).remove(small.address);
    Memory memory =
        Memory.of(
            List.of(
                new LedgerEvent.InterfaceSeen(
                    NOW.minus(lingered),
                    small.face,
                    Optional.of(InterfaceFamily.AGENTCORE),
                    Set.of(),
                    true,
                    Optional.of(Account.LONG_AGO))));
    Plan plan = Planner.plan(small.account.inventory(), memory, Account.policy(), NOW);
    Instant next = NextLook.after(plan, NOW).orElseThrow();
    return Duration.between(NOW, next);
  }

  @Test
  void aQuarterOfTheTimeUntilTheEarliestRelease() {
    assertThat(pause(Duration.ZERO)).isEqualTo(Duration.ofMinutes(5));
    assertThat(pause(Duration.ofMinutes(12))).isEqualTo(Duration.ofMinutes(2));
    assertThat(pause(Duration.ofMinutes(16))).isEqualTo(Duration.ofMinutes(1));
    assertThat(pause(Duration.ofMinutes(19))).isEqualTo(Duration.ofMinutes(1));
  }

  @Test
  void insideTheIntervalAQuarterOfWhatIsLeftOfIt() {
    assertThat(pause(Duration.ofMinutes(20))).isEqualTo(Duration.ofMinutes(15));
    assertThat(pause(Duration.ofMinutes(7 * 60 + 20))).isEqualTo(Duration.ofMinutes(10));
    assertThat(pause(Duration.ofMinutes(7 * 60 + 59))).isEqualTo(Duration.ofMinutes(1));
  }

  @Test
  void pastTheIntervalEveryQuarterOfAnHour() {
    assertThat(pause(Duration.ofHours(8))).isEqualTo(Duration.ofMinutes(15));
    assertThat(pause(Duration.ofHours(30))).isEqualTo(Duration.ofMinutes(15));
  }

  @Test
  void soonWhenThereIsSomethingToDeleteAndNeverWhenThereIsNothing() {
    SmallAccount small = new SmallAccount();
    Plan busy = Planner.plan(small.account.inventory(), Memory.empty(), Account.policy(), NOW);
    assertThat(NextLook.after(busy, NOW)).contains(NOW.plusSeconds(60));
    Account empty = new Account();
    empty.part(ItemType.VPC, "vpc-1", Flag.YES);
    Plan clean = Planner.plan(empty.inventory(), Memory.empty(), Account.policy(), NOW);
    assertThat(clean.exitCode()).isEqualTo(ExitCode.CLEAN);
    assertThat(NextLook.after(clean, NOW)).isEmpty();
  }
}
