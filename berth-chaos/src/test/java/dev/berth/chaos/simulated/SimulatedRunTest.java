package dev.berth.chaos.simulated;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.chaos.Plant;
import dev.berth.chaos.Played;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Simulated sessions: few in each build, many in the long one. */
final class SimulatedRunTest {
  private static final long SEED = Long.getLong("berth.seed", 4711);

  @Test
  void someSessionsLeaveNothingBehind() throws InterruptedException {
    long begin = System.nanoTime();
    Played played = SimulatedRun.play(40, SEED, Optional.empty(), progress -> {});
    System.out.printf("%s in %.1f s%n", played.counters(), (System.nanoTime() - begin) / 1e9);
    assertClean(played);
  }

  @Test
  void theSameSeedPlaysTheSame() throws InterruptedException {
    Played once = SimulatedRun.play(12, SEED + 2, Optional.empty(), progress -> {});
    assertThat(SimulatedRun.play(12, SEED + 2, Optional.empty(), progress -> {})).isEqualTo(once);
  }

  @Test
  void oneThatIsEndedEndsSoonAndTakesItsDatabasesAway() throws Exception {
    List<Path> before = databases();
    CountDownLatch ended = new CountDownLatch(1);
    Thread run =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    SimulatedRun.play(1_000_000, SEED, Optional.empty(), progress -> {});
                  } catch (InterruptedException e) {
                    ended.countDown();
                  }
                });
    run.interrupt();
    assertThat(ended.await(1, TimeUnit.MINUTES)).isTrue();
    assertThat(databases()).isEqualTo(before);
  }

  private static List<Path> databases() throws IOException {
    Path memory = Path.of("/dev/shm");
    Path where = Files.isWritable(memory) ? memory : Path.of(System.getProperty("java.io.tmpdir"));
    try (Stream<Path> files = Files.list(where)) {
      return files
          .filter(file -> file.getFileName().toString().startsWith("berth-simulated-"))
          .sorted()
          .toList();
    }
  }

  @ParameterizedTest
  @EnumSource
  @Tag("long")
  void eachPlantIsFound(Plant plant) throws InterruptedException {
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
  void tenThousandSessionsLeaveNothingBehind() throws InterruptedException {
    long begin = System.nanoTime();
    Played played =
        SimulatedRun.play(
            Integer.getInteger("berth.sessions", 10_000), SEED, Optional.empty(), progress -> {});
    System.out.printf("%s in %.1f s%n", played.counters(), (System.nanoTime() - begin) / 1e9);
    assertClean(played);
  }

  @Test
  @Tag("long")
  void eachSingleFaultAtEachCallLeavesNothingBehind() throws InterruptedException {
    Singles singles = new Singles();
    Played played = SimulatedRun.singles(SEED, singles);
    System.out.printf("%s %s%n", played.notes(), played.counters());
    assertThat(singles.isComplete()).as("all of them were played").isTrue();
    assertClean(played);
  }

  private static void assertClean(Played played) {
    assertThat(played.violations()).isEmpty();
    assertThat(played.counters().isClean()).isTrue();
    assertThat(played.counters().thingsCreated()).isGreaterThan(played.counters().sessions());
  }
}
