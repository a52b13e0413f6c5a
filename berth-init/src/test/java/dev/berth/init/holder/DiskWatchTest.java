package dev.berth.init.holder;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.init.holder.HolderSettings.WatchedLimits;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** When a session has to end for its disk, second by second. */
final class DiskWatchTest {
  private static final long LIMIT = 10_000;
  private static final long FLOOR = 1_000;

  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private long used;
  private long free = 1_000_000;
  private boolean unreadable;
  private boolean broken;

  private final class Disk implements DiskWatch.Disk {
    @Override
    public long free() {
      return free;
    }

    @Override
    public DiskUsage.Measured usage() throws IOException {
      if (broken) {
        throw new IOException("no");
      }
      return new DiskUsage.Measured(used, false, unreadable);
    }
  }

  private DiskWatch watch() {
    return new DiskWatch(
        new WatchedLimits(
            Optional.empty(),
            LIMIT,
            FLOOR,
            0,
            Optional.empty(),
            Optional.empty(),
            Duration.ofSeconds(1)),
        new Disk(),
        () -> now);
  }

  /** Looks once a second; answers the second at which the session has to end, -1 for never. */
  private int secondsToLive(DiskWatch watch, int most) {
    for (int second = 0; second <= most; second++) {
      if (watch.look().isPresent()) {
        return second;
      }
      now = now.plusSeconds(1);
    }
    return -1;
  }

  @Test
  void whatCannotBeMeasuredTwiceInARowEndsTheSession() {
    DiskWatch watch = watch();
    unreadable = true;
    assertThat(watch.look()).isEmpty();
    unreadable = false;
    assertThat(watch.look()).isEmpty();
    unreadable = true;
    assertThat(watch.look()).isEmpty();
    broken = true;
    assertThat(watch.look()).contains("disk_unmeasurable");
  }

  @Test
  void theLimitCounts() {
    DiskWatch watch = watch();
    used = LIMIT;
    assertThat(watch.look()).isEmpty();
    used++;
    assertThat(watch.look()).contains("disk_limit");
  }

  @Test
  void atTheFloorTheFullerSessionGoesFirstAndSpaceThatComesBackSavesTheOther() {
    DiskWatch full = watch();
    used = LIMIT;
    free = FLOOR - 1;
    assertThat(full.look()).contains("disk_low");

    used = LIMIT / 2;
    assertThat(secondsToLive(watch(), 100)).isEqualTo(30);
    used = 0;
    assertThat(secondsToLive(watch(), 100)).isEqualTo(60);
    free = FLOOR / 4 - 1;
    assertThat(secondsToLive(watch(), 100)).as("almost nothing left").isEqualTo(15);

    DiskWatch saved = watch();
    free = FLOOR - 1;
    assertThat(secondsToLive(saved, 40)).isEqualTo(-1);
    free = FLOOR;
    assertThat(saved.look()).isEmpty();
    free = FLOOR - 1;
    assertThat(secondsToLive(saved, 40)).isEqualTo(-1);
  }

  @Test
  void whoGrowsBelowTheFloorGoesAtOnce() {
    DiskWatch watch = watch();
    free = FLOOR - 1;
    assertThat(watch.look()).isEmpty();
    used += FLOOR / 64;
    assertThat(watch.look()).isEmpty();
    used++;
    assertThat(watch.look()).contains("disk_low");
  }
}
