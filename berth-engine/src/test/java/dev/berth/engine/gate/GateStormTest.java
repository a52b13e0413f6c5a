package dev.berth.engine.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.core.gate.Gate;
import dev.berth.core.id.Ulid;
import dev.berth.core.store.Database;
import dev.berth.engine.world.InMemory;
import dev.berth.store.sqlite.SqliteDatabase;
import dev.berth.testkit.time.VirtualTime;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Everybody at once, in every order: people who decide, the clock, the agent, its door, cancel, and
 * servers that are killed between two writes. A failure names its seed; {@code -Dberth.seed=N}
 * plays from it.
 */
class GateStormTest {
  private static final long SEED = Long.getLong("berth.seed", 20_261_121L);

  @TempDir(factory = InMemory.class)
  Path directory;

  /** Where the rows are. */
  Database open(VirtualTime time) {
    SplittableRandom random = new SplittableRandom(7);
    return SqliteDatabase.open(directory, new Ulid(time, random), time, random);
  }

  @Test
  void someInterleavings() {
    play(usual());
  }

  @Test
  @Tag("long")
  void aThousandInterleavings() {
    play(1_000);
  }

  /** So many as take some seconds. */
  int usual() {
    return 100;
  }

  private void play(int storms) {
    InterleavedDatabase[] between = new InterleavedDatabase[1];
    try (GateBench bench =
        new GateBench(
            this::open,
            database -> {
              between[0] = new InterleavedDatabase(database);
              return between[0];
            })) {
      for (int i = 0; i < storms; i++) {
        long seed = SEED + i;
        try {
          new GateStorm(bench, between[0], seed).play();
        } catch (AssertionError | RuntimeException e) {
          throw new AssertionError("storm of seed " + seed, e);
        }
      }
      for (Gate.Status how :
          List.of(Gate.Status.APPROVED, Gate.Status.DENIED, Gate.Status.TIMED_OUT)) {
        assertThat(bench.figures.closed(how)).as("gates %s", how).isGreaterThan(storms / 4);
      }
    }
  }
}
