package dev.berth.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class ReportTest {
  private static final Played WILD =
      new Played(new Counters(100, 0, 0, 0, 0, 900, 900, 900, 9_000), List.of());

  private static Report of(Played simulated, Played real) {
    return new Report(7, Optional.empty(), simulated, real);
  }

  @Test
  void passesWhenNothingIsLeftAndEnoughHappened() {
    assertThat(of(WILD, WILD).passed()).isTrue();
    assertThat(of(WILD, Played.NOTHING).passed()).isTrue();
  }

  @Test
  void eachHalfHasToBeWildEnoughByItself() {
    Played tame = new Played(new Counters(100, 0, 0, 0, 0, 0, 0, 0, 0), List.of());
    assertThat(of(WILD, tame).belowFloors()).hasSize(4).allMatch(line -> line.startsWith("real "));
    assertThat(of(tame, WILD).passed()).isFalse();
  }

  @Test
  void fewSessionsHaveLowFloors() {
    Counters one = new Counters(1, 0, 0, 0, 0, 0, 0, 0, 5);
    assertThat(of(Played.NOTHING, new Played(one, List.of())).belowFloors()).isEmpty();
  }

  @Test
  void anyLeftoverFails() {
    Played left = new Played(new Counters(100, 1, 0, 0, 0, 900, 900, 900, 9_000), List.of("left"));
    assertThat(of(WILD, left).passed()).isFalse();
    assertThat(of(WILD, left).text()).contains("VIOLATION  left").endsWith("FAILED\n");
  }

  @Test
  void aPlantIsFoundByItsOwnCounterOnly() {
    Played left = new Played(new Counters(100, 1, 0, 0, 0, 900, 900, 900, 9_000), List.of("left"));
    for (Plant plant : Plant.values()) {
      Report report = new Report(7, Optional.of(plant), WILD, left);
      boolean isIt = plant == Plant.SKIP_RELEASE;
      assertThat(report.passed()).isFalse();
      assertThat(report.text()).contains(isIt ? "was found" : "was NOT found");
      assertThat(JsonMapper.shared().readTree(report.json()).get("plant_found").booleanValue())
          .isEqualTo(isIt);
    }
  }

  @Test
  void programsGetSumsAndHalves() {
    JsonNode json = JsonMapper.shared().readTree(of(WILD, WILD).json());
    Counters.ZERO
        .byName()
        .keySet()
        .forEach(name -> assertThat(json.get(name).isNumber()).as(name).isTrue());
    assertThat(json.get("sessions").longValue()).isEqualTo(200);
    assertThat(json.get("real").get("kills").longValue()).isEqualTo(900);
    assertThat(json.get("simulated").get("sessions").longValue()).isEqualTo(100);
    assertThat(json.get("passed").booleanValue()).isTrue();
    assertThat(json.get("seed").longValue()).isEqualTo(7);
  }
}
