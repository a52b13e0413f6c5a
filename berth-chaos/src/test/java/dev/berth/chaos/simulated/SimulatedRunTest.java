package dev.berth.chaos.simulated;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.chaos.Plant;
import dev.berth.chaos.Played;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Simulated sessions: few in each build, many in the long one. */
final class SimulatedRunTest {
  private static final long SEED = Long.getLong("berth.seed", 4711);

  @Test
  void someSessionsLeaveNothingBehind() {
    long begin = System.nanoTime();
    Played played = SimulatedRun.play(40, SEED, Optional.empty(), progress -> {});
    System.out.printf("%s in %.1f s%n", played.counters(), (System.nanoTime() - begin) / 1e9);
    assertClean(played);
  }

  @Test
  void theSameSeedPlaysTheSame() {
    Played once = SimulatedRun.play(12, SEED + 2, Optional.empty(), progress -> {});
    assertThat(SimulatedRun.play(12, SEED + 2, Optional.empty(), progress -> {})).isEqualTo(once);
  }

  @ParameterizedTest
  @EnumSource
  @Tag("long")
  void eachPlantIsFound(Plant plant) {
    Played played = SimulatedRun.play(60, SEED, Optional.of(plant), progress -> {});
    switch (plant) {
      case SKIP_RELEASE -> assertThat(played.counters().leftovers()).isPositive();
      case DOUBLE_PUSH -> assertThat(played.counters().doubleEffects()).isPositive();
      case LOST_JOB ->
          assertThat(played.counters().stuckTasks() + played.counters().lostTasks()).isPositive();
    }
  }

  @Test
  @Tag("long")
  void tenThousandSessionsLeaveNothingBehind() {
    long begin = System.nanoTime();
    Played played =
        SimulatedRun.play(
            Integer.getInteger("berth.sessions", 10_000), SEED, Optional.empty(), progress -> {});
    System.out.printf("%s in %.1f s%n", played.counters(), (System.nanoTime() - begin) / 1e9);
    assertClean(played);
  }

  private static void assertClean(Played played) {
    assertThat(played.violations()).isEmpty();
    assertThat(played.counters().isClean()).isTrue();
    assertThat(played.counters().thingsCreated()).isGreaterThan(played.counters().sessions());
  }
}
