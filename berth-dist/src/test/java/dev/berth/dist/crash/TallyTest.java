package dev.berth.dist.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.dist.crash.Campaign.Kill;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What fails a campaign, and what a campaign plans. */
final class TallyTest {
  private static final Optional<String> ALL = Optional.empty();

  private static Tally tally(List<String> planned) {
    return new Tally(
        planned,
        point -> Optional.of("nobody goes there").filter(reason -> point.equals("beyond")));
  }

  @Test
  void everyPlannedPointHitIsWell() {
    Tally tally = tally(List.of("a", "b"));
    tally.hit("a");
    tally.hit("b");
    tally.passed(Set.of("a", "b", "c"));
    assertThat(tally.problems()).isEmpty();
  }

  @Test
  void aPointThatIsNeverHitFails() {
    Tally tally = tally(List.of("a", "b"));
    tally.hit("a");
    // Passing it is not enough: no server died there.
    tally.passed(Set.of("b"));
    assertThat(tally.problems()).containsExactly("no server was killed at 'b'");
  }

  @Test
  void aPointOutOfReachThatIsPassedFails() {
    Tally tally = tally(List.of());
    tally.passed(Set.of("a", "beyond"));
    assertThat(tally.problems())
        .containsExactly("'beyond' is passed, and listed as out of reach: nobody goes there");
  }

  @Test
  void whatElseIsWrongFailsToo() {
    Tally tally = tally(List.of());
    tally.problem("a process is left");
    assertThat(tally.problems()).containsExactly("a process is left");
  }

  @Test
  void everyPointIsReachableOrSaysWhyNot() {
    assertThat(Points.staleReasons()).as("reasons that name no point").isEmpty();
    assertThat(Points.rows()).isNotEmpty();
    assertThat(Scenario.strays()).as("what scenarios are for, and names no point").isEmpty();
    assertThat(Campaign.of(1, 10_000, ALL).points())
        .as("a large campaign kills at every point")
        .containsExactlyInAnyOrderElementsOf(Points.reachable());
  }

  @Test
  void theSameSeedPlansTheSameKills() {
    assertThat(Campaign.of(7, 30, ALL)).isEqualTo(Campaign.of(7, 30, ALL));
    assertThat(Campaign.of(7, 30, ALL)).isNotEqualTo(Campaign.of(8, 30, ALL));
    assertThat(Campaign.of(7, 30, ALL).kills()).hasSize(30);
  }

  @Test
  void aSmallCampaignGoesThroughEveryWorld() {
    for (long seed = 0; seed < 20; seed++) {
      assertThat(Campaign.of(seed, 30, ALL).worlds())
          .as("seed " + seed)
          .extracting(Campaign.Worldful::setting)
          .contains(Scenario.Setting.values());
    }
  }

  @Test
  void thePartsOfACampaignAreTheWhole() {
    Campaign whole = Campaign.of(7, 200, ALL);
    List<Kill> parts =
        IntStream.rangeClosed(1, 8)
            .boxed()
            .flatMap(i -> whole.part(new Campaign.Part(i, 8)).kills().stream())
            .toList();
    assertThat(parts).containsExactlyInAnyOrderElementsOf(whole.kills());
    assertThat(Campaign.Part.parse("2/8")).isEqualTo(new Campaign.Part(2, 8));
  }

  @Test
  void theWorldsOfACampaignHaveAllItsKills() {
    Campaign campaign = Campaign.of(7, 200, ALL);
    List<Campaign.Worldful> worlds = campaign.worlds();
    assertThat(worlds.stream().flatMap(world -> world.kills().stream()))
        .containsExactlyInAnyOrderElementsOf(campaign.kills());
    assertThat(worlds)
        .allSatisfy(world -> assertThat(world.kills()).hasSizeBetween(1, Campaign.MOST_OF_A_WORLD));
  }
}
