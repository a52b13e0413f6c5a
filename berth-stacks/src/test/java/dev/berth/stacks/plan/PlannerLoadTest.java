package dev.berth.stacks.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.stacks.inventory.Inventory;
import dev.berth.stacks.inventory.Item;
import dev.berth.stacks.ledger.Memory;
import dev.berth.stacks.world.Account;
import dev.berth.stacks.world.SmallAccount;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Ten thousand items are planned in less than a fifth of a second of processor time. */
@Tag("long")
final class PlannerLoadTest {
  private static final int COPIES = 600;

  private static Inventory big() {
    List<Item> items = new ArrayList<>();
    SmallAccount small = new SmallAccount();
    for (int copy = 0; copy < COPIES; copy++) {
      String suffix = "-%05x".formatted(copy);
      small.account.items().forEach(item -> items.add(Renamed.of(item, suffix)));
    }
    return Inventory.of(
        Account.SCOPE, Account.NOW, items, small.account.inventory().completeness());
  }

  @Test
  void tenThousandItemsTakeLessThanAFifthOfASecond() {
    Inventory inventory = big();
    assertThat(inventory.items()).hasSizeGreaterThan(10_000);
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    List<Long> millis = new ArrayList<>();
    for (int round = 0; round < 15; round++) {
      long start = threads.getCurrentThreadCpuTime();
      Plan plan = Planner.plan(inventory, Memory.empty(), Account.policy(), Account.NOW);
      millis.add(Duration.ofNanos(threads.getCurrentThreadCpuTime() - start).toMillis());
      assertThat(plan.deletes()).hasSize(4 * COPIES);
    }
    String all = millis.stream().map(Object::toString).collect(Collectors.joining(" "));
    assertThat(millis.stream().min(Long::compare).orElseThrow())
        .as("milliseconds of processor time per plan: %s", all)
        .isLessThan(200);
  }
}
