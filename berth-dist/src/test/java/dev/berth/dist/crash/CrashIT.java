package dev.berth.dist.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.dist.crash.Campaign.Part;
import dev.berth.dist.crash.Campaign.Worldful;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The 201 of a submission is durable: wherever the packaged server is killed after it, the next one
 * brings the task to one end, and nothing is left. Looked at from outside: over HTTP, in {@code
 * /proc}, on disk. Real sandboxes, real git, real SIGKILL; decision 0065.
 *
 * <p>{@code -Dberth.crashes=N} sets the number of kills, {@code -Dberth.seed=S} replays a run,
 * {@code -Dberth.part=I/N} plays the I-th of N parts of it, {@code -Dberth.point=REGEX} kills only
 * at points in whose name the expression is found.
 */
final class CrashIT {
  private static final int CRASHES = Integer.getInteger("berth.crashes", 30);
  private static final long SEED =
      Long.getLong("berth.seed", new SplittableRandom().nextLong() >>> 16);
  private static final Optional<String> ONLY = property("berth.point");
  private static final Part PART = property("berth.part").map(Part::parse).orElse(Part.WHOLE);

  /** A world waits more than it works; two of them keep two processors busy. */
  private static final int AT_A_TIME = 2;

  @TempDir private Path scratch;

  private static Optional<String> property(String name) {
    return Optional.ofNullable(System.getProperty(name)).filter(text -> !text.isEmpty());
  }

  @Test
  @Timeout(value = 60, unit = TimeUnit.MINUTES)
  void everySubmittedTaskEndsOnceAndLeavesNothing() throws Exception {
    long start = System.nanoTime();
    Campaign campaign = Campaign.of(SEED, CRASHES, ONLY).part(PART);
    List<Worldful> worlds = campaign.worlds();
    System.out.println(
        "seed " + SEED + ", " + campaign.kills().size() + " kills in " + worlds.size() + " worlds");
    Tally tally = new Tally(campaign.points(), Points::whyNot);
    play(worlds, tally);
    System.out.printf(
        "%d kills, %d at points, %d s%n",
        tally.kills(), tally.points(), Duration.ofNanos(System.nanoTime() - start).toSeconds());
    assertThat(tally.problems()).as("seed " + SEED).isEmpty();
    assertThat(tally.kills()).as("kills").isGreaterThanOrEqualTo(campaign.kills().size());
  }

  private void play(List<Worldful> worlds, Tally tally) throws Exception {
    Packaged packaged = Packaged.of(Path.of("target", "berth").toAbsolutePath(), scratch);
    // The first life leaves the archive of classes that all others start from.
    WorldRun first = WorldRun.prepare(worlds.getFirst(), packaged, tally, scratch);
    List<Callable<Void>> runs = new ArrayList<>();
    runs.add(() -> played(first));
    for (Worldful plan : worlds.subList(1, worlds.size())) {
      runs.add(() -> played(WorldRun.prepare(plan, packaged, tally, scratch)));
    }
    try (ExecutorService lanes = Executors.newFixedThreadPool(AT_A_TIME)) {
      for (Future<Void> run : lanes.invokeAll(runs)) {
        end(run, tally);
      }
    }
  }

  private static Void played(WorldRun run) throws Exception {
    run.play();
    return null;
  }

  /** What stops one world must not hide what the others found. */
  private static void end(Future<Void> run, Tally tally) throws InterruptedException {
    try {
      run.get();
    } catch (ExecutionException e) {
      e.printStackTrace();
      tally.problem("a world could not be played to its end: " + e.getMessage());
    }
  }
}
