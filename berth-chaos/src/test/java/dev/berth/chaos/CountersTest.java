package dev.berth.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class CountersTest {
  private static final Counters EACH = new Counters(1, 2, 3, 4, 5, 6, 7, 8, 9);

  @Test
  void addsUp() {
    assertThat(EACH.plus(EACH).byName().values())
        .containsExactly(2L, 4L, 6L, 8L, 10L, 12L, 14L, 16L, 18L);
    assertThat(EACH.plus(Counters.ZERO)).isEqualTo(EACH);
  }

  @Test
  void hasTheNamesThatProgramsRead() {
    assertThat(EACH.byName())
        .containsOnlyKeys(
            "sessions",
            "leftovers",
            "stuck_tasks",
            "lost_tasks",
            "double_effects",
            "faults_injected",
            "kills",
            "recoveries",
            "things_created");
  }

  @Test
  void isCleanOnlyWithoutAnyOfTheFour() {
    assertThat(new Counters(1, 0, 0, 0, 0, 1, 1, 1, 1).isClean()).isTrue();
    assertThat(new Counters(1, 1, 0, 0, 0, 1, 1, 1, 1).isClean()).isFalse();
    assertThat(new Counters(1, 0, 1, 0, 0, 1, 1, 1, 1).isClean()).isFalse();
    assertThat(new Counters(1, 0, 0, 1, 0, 1, 1, 1, 1).isClean()).isFalse();
    assertThat(new Counters(1, 0, 0, 0, 1, 1, 1, 1, 1).isClean()).isFalse();
  }

  @ParameterizedTest
  @EnumSource
  void aPlantIsFoundByItsName(Plant plant) {
    assertThat(Plant.ofWire(plant.wire())).contains(plant);
    assertThat(Plant.names()).contains(plant.wire());
  }

  @Test
  void anUnknownPlantIsNone() {
    assertThat(Plant.ofWire("skip")).isEmpty();
    assertThat(Plant.ofWire("SKIP_RELEASE")).isEmpty();
  }
}
