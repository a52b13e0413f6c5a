package dev.berth.stacks.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.stacks.simulate.mutant.Mutant;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Everything that must hold, over random worlds. A violation names its seed; {@code -Dberth.seed=N
 * -Dberth.worlds=1} plays that world alone.
 */
final class SimulationTest {
  private static final long SEED = Long.getLong("berth.seed", 0);

  private static void holds(long worlds) {
    long start = System.nanoTime();
    Tally tally = Simulation.of(worlds, SEED, Contender.ours(), done -> {});
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    assertThat(tally.violations()).isEmpty();
    assertThat(tally.harmless()).isTrue();
    if (worlds >= 100) {
      assertThat(tally.belowFloors()).as("worlds too tame to prove anything").isEmpty();
      // Tens of milliseconds where nothing else runs; only that it is not minutes is checked here.
      Duration day = took.multipliedBy(24).dividedBy(tally.of(Count.SIMULATED_HOURS));
      assertThat(day).as("a simulated day").isLessThan(Duration.ofSeconds(2));
      for (Count count : Count.values()) {
        assertThat(count.kind() == Count.Kind.BAD || tally.of(count) > 0)
            .as("%s never happened", count.wire())
            .isTrue();
      }
    }
  }

  @Test
  void nothingBadHappensInAnyWorld() {
    holds(Integer.getInteger("berth.worlds", 250));
  }

  @Test
  @Tag("long")
  void nothingBadHappensInTenThousandWorlds() {
    holds(10_000);
  }

  @ParameterizedTest
  @EnumSource(Mutant.class)
  void theJudgeCatchesEveryMutantWithinAThousandWorlds(Mutant mutant) {
    long caught =
        LongStream.range(0, 1_000)
            .filter(seed -> harmful(new World(seed, mutant.contender()).play()))
            .findFirst()
            .orElse(-1);
    assertThat(caught).as("the world that gave it away").isNotNegative();
    assertThat(harmful(new World(caught, Contender.ours()).play())).isFalse();
  }

  /**
   * A revocation's "not found" taken for done; a sweeper that was charged for another's time; a
   * lease counted from before the interface was used again.
   */
  @ParameterizedTest
  @ValueSource(longs = {2014, 7094, 770264})
  void whatOnceWentWrongDoesNotAnyMore(long seed) {
    assertThat(new World(seed, Contender.ours()).play().violations()).isEmpty();
  }

  private static boolean harmful(Tally tally) {
    return tally.of(Count.FOREIGN_DELETES)
            + tally.of(Count.PROTECTED_DELETES)
            + tally.of(Count.ORDER_VIOLATIONS)
        > 0;
  }

  @Test
  void theSameSeedIsTheSameWorld() {
    for (long seed = 40; seed < 50; seed++) {
      Tally first = new World(seed, Contender.ours()).play();
      Tally second = new World(seed, Contender.ours()).play();
      assertThat(Arrays.stream(Count.values()).map(first::of))
          .as("seed %d", seed)
          .containsExactlyElementsOf(Arrays.stream(Count.values()).map(second::of).toList());
    }
  }

  @Test
  void aTallyBelowItsFloorsOrWithAnythingBadDoesNotPass() {
    Tally tame = new Tally();
    tame.add(Count.WORLDS, 1_000);
    assertThat(Simulation.passes(tame)).isFalse();
    for (Count count : Count.of(Count.Kind.FLOOR)) {
      tame.add(count, count.floor());
    }
    assertThat(Simulation.passes(tame)).isTrue();
    tame.violation(Count.NEVER_CLEAN, "one");
    assertThat(Simulation.passes(tame)).isFalse();
    assertThat(tame.violations()).containsExactly("never_clean: one");
  }
}
