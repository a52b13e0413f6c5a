package dev.berth.init.holder;

import dev.berth.init.holder.HolderSettings.WatchedLimits;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Judges a session's disk, one look after the other. Not thread-safe.
 *
 * <p>A tree that cannot be measured twice in a row ends its session: an agent may make it so, and
 * then nothing bounds it.
 *
 * <p>At the floor of free space the sessions of a host go one after the other, although no holder
 * knows of the others: who goes on growing goes at once, and otherwise the fuller a session is by
 * its own limit the sooner it goes. Space that comes back saves the rest.
 */
final class DiskWatch {
  /** How long an empty session holds out below the floor; a full one goes at once. */
  static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Below this part of the floor patience is as many times shorter. */
  private static final int CRITICAL = 4;

  /** Growth by this part of the floor, seen while space is low, is what made it low. */
  private static final int GROWTH = 64;

  /** Where the numbers come from. */
  interface Disk {
    /** Free bytes of the file system. */
    long free() throws IOException;

    /** What the session holds. */
    DiskUsage.Measured usage() throws IOException;
  }

  private final WatchedLimits limits;
  private final Disk disk;
  private final InstantSource clock;

  private Instant nextMeasure = Instant.MIN;
  private long bytes;
  private int failures;
  private Instant lowSince = Instant.MAX;
  private long bytesWhenLow;

  DiskWatch(WatchedLimits limits, Disk disk, InstantSource clock) {
    this.limits = limits;
    this.disk = disk;
    this.clock = clock;
  }

  /** Bytes at the last measurement. */
  long bytes() {
    return bytes;
  }

  /** Why the session has to end, if it has. */
  Optional<String> look() {
    Instant now = clock.instant();
    try {
      if (!now.isBefore(nextMeasure) && measured(now)) {
        return Optional.of("disk_limit");
      }
      return spaceIsOut(now) ? Optional.of("disk_low") : Optional.empty();
    } catch (Unmeasurable e) {
      return Optional.of("disk_unmeasurable");
    } catch (IOException e) {
      System.err.println("holder: the disk could not be looked at: " + e);
      failures++;
      return failures > 1 ? Optional.of("disk_unmeasurable") : Optional.empty();
    }
  }

  /** The tree is such that no later look could measure it either. */
  private static final class Unmeasurable extends IOException {
    private static final long serialVersionUID = 1;
  }

  /** A big tree is measured less often, so that at most a quarter of one core goes into it. */
  private boolean measured(Instant now) throws IOException {
    DiskUsage.Measured usage = disk.usage();
    bytes = usage.bytes();
    if (bytes > limits.diskBytes()) {
      return true;
    }
    if (usage.tooDeep()) {
      throw new Unmeasurable();
    }
    if (usage.unreadable()) {
      throw new IOException("a part of the tree may not be read");
    }
    failures = 0;
    Duration took = Duration.between(now, clock.instant());
    nextMeasure = now.plus(took.multipliedBy(4));
    return false;
  }

  private boolean spaceIsOut(Instant now) throws IOException {
    if (limits.freeBytes() <= 0) {
      return false;
    }
    long free = disk.free();
    if (free >= limits.freeBytes()) {
      lowSince = Instant.MAX;
      return false;
    }
    if (lowSince.equals(Instant.MAX)) {
      lowSince = now;
      bytesWhenLow = bytes;
    }
    if (bytes - bytesWhenLow > limits.freeBytes() / GROWTH) {
      return true;
    }
    double room = 1 - Math.min(1, (double) bytes / limits.diskBytes());
    long patience = (long) (PATIENCE.toMillis() * room);
    if (free < limits.freeBytes() / CRITICAL) {
      patience /= CRITICAL;
    }
    return !now.isBefore(lowSince.plusMillis(patience));
  }
}
