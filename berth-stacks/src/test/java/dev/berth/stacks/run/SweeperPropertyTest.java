package dev.berth.stacks.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.berth.stacks.cloud.FailureKind;
import dev.berth.stacks.inventory.Item;
import dev.berth.stacks.inventory.ItemId;
import dev.berth.stacks.inventory.ItemType;
import dev.berth.stacks.plan.ExitCode;
import dev.berth.stacks.plan.Limits;
import dev.berth.stacks.plan.SweepPolicy;
import dev.berth.stacks.world.Account;
import dev.berth.stacks.world.Bench;
import dev.berth.stacks.world.RandomAccount;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Properties of runs over random accounts and a cloud that fails at random. A failure names its
 * seed; {@code -Dberth.seed=N} runs that one alone.
 */
final class SweeperPropertyTest {
  private static final int WORLDS = Integer.getInteger("berth.worlds", 10_000) / 40;
  private static final SweepPolicy POLICY = Account.policy();

  private interface Property {
    void holds(long seed);
  }

  private static void forAll(Property property) {
    Long only = Long.getLong("berth.seed");
    for (long seed = only == null ? 0 : only; seed < (only == null ? WORLDS : only + 1); seed++) {
      try {
        property.holds(seed);
      } catch (AssertionError | RuntimeException e) {
        fail("seed " + seed + " (replay with -Dberth.seed=" + seed + ")", e);
      }
    }
  }

  private static Map<ItemId, Item> foreign(RandomAccount world) {
    Map<ItemId, Item> foreign = new HashMap<>();
    world.account.items().stream()
        .filter(item -> world.foreign.contains(item.id()))
        .forEach(item -> foreign.put(item.id(), item));
    return foreign;
  }

  /** Runs a day later, when all is old and settled, until a run changes nothing. */
  private static RunReport settle(Bench bench) {
    bench.time.advance(Duration.ofDays(1));
    RunReport report = bench.apply(POLICY);
    for (int run = 0; run < 12 && (run < 2 || report.deleted() > 0); run++) {
      bench.time.advance(Duration.ofMinutes(10));
      report = bench.apply(POLICY);
    }
    assertThat(report.deleted()).as("runs come to an end").isZero();
    return report;
  }

  private static Set<ItemId> left(RandomAccount world) {
    Set<ItemId> left = new HashSet<>();
    world.account.items().forEach(item -> left.add(item.id()));
    return left;
  }

  @Test
  void whatIsSomebodyElsesIsUntouchedWhateverFails() {
    forAll(
        seed -> {
          RandomAccount world = new RandomAccount(new Random(seed));
          Map<ItemId, Item> before = foreign(world);
          Bench bench = new Bench(world.account);
          Random random = new Random(~seed);
          FailureKind[] kinds = FailureKind.values();
          bench.cloud.faults(
              (call, id) ->
                  random.nextInt(8) == 0
                      ? Optional.of(kinds[random.nextInt(kinds.length)])
                      : Optional.empty());
          for (int run = 0; run < 3; run++) {
            RunReport report = bench.apply(POLICY);
            assertThat(report.exitCode()).isNotEqualTo(ExitCode.BUG);
            assertThat(Duration.between(report.startedAt(), report.endedAt()))
                .isLessThanOrEqualTo(POLICY.limits().budget());
            bench.time.advance(Duration.ofMinutes(10));
          }
          assertThat(foreign(world)).isEqualTo(before);
        });
  }

  @Test
  void aCrashAtAnyCallEndsInTheSameWorld() {
    forAll(
        seed -> {
          RandomAccount smooth = new RandomAccount(new Random(seed));
          Bench healthy = new Bench(smooth.account);
          settle(healthy);

          RandomAccount rough = new RandomAccount(new Random(seed));
          Bench crashing = new Bench(rough.account);
          Random random = new Random(~seed);
          crashing.cloud.before(
              (call, id) -> {
                if (random.nextInt(40) == 0) {
                  throw new IllegalStateException("crash");
                }
              });
          for (int run = 0; run < 3; run++) {
            crash(crashing);
            crashing.time.advance(Duration.ofMinutes(10));
          }
          crashing.cloud.before((call, id) -> {});
          settle(crashing);
          assertThat(left(rough)).isEqualTo(left(smooth));
        });
  }

  private static void crash(Bench bench) {
    try {
      bench.apply(POLICY);
    } catch (IllegalStateException e) {
      assertThat(e).hasMessage("crash");
    }
  }

  @Test
  void noRunDeletesMoreThanTheCap() {
    forAll(
        seed -> {
          RandomAccount world = new RandomAccount(new Random(seed));
          Bench bench = new Bench(world.account);
          int cap = (int) (seed % 6);
          Limits limits = POLICY.limits();
          SweepPolicy capped =
              POLICY.withLimits(
                  new Limits(
                      cap,
                      limits.maxPercent(),
                      limits.parallelism(),
                      limits.budget(),
                      limits.settle()));
          int planned = bench.plan(capped).plan().orElseThrow().deletes().size();
          RunReport report = bench.apply(capped);
          List<String> deletes =
              bench.cloud.writes().stream()
                  .filter(call -> call.startsWith("delete"))
                  .distinct()
                  .toList();
          assertThat(deletes).hasSizeLessThanOrEqualTo(cap);
          if (planned > cap) {
            assertThat(deletes).isEmpty();
            assertThat(report.exitCode()).isEqualTo(ExitCode.REFUSED);
          }
        });
  }

  @Test
  void noCallEverTouchesAnInterfaceThatIsInUseOrAnAwsTag() {
    forAll(
        seed -> {
          RandomAccount world = new RandomAccount(new Random(seed));
          Set<ItemId> inUse = new HashSet<>();
          world.account.items().stream()
              .filter(item -> item.type() == ItemType.NETWORK_INTERFACE)
              .filter(item -> !item.status().equals("available"))
              .forEach(item -> inUse.add(item.id()));
          Bench bench = new Bench(world.account);
          settle(bench);
          assertThat(bench.cloud.writes())
              .noneMatch(call -> inUse.stream().anyMatch(id -> call.endsWith(" " + id)));
        });
  }
}
