package dev.berth.stacks.verdict;

import java.time.Instant;

/**
 * When a lingering interface is likely to go. An estimate moves no hand: only an observation
 * deletes, and an interface that is seen released early or held late is what it is seen to be.
 *
 * @param start from when it is counted: the last owner's observed end, else the first sighting
 *     without owners; never the attach time
 * @param earliest start + the family's shortest lease
 * @param latest start + the family's longest lease
 * @param stuckAt start + the family's time until alarm; at this instant it is stuck
 */
public record LeaseEstimate(Instant start, Instant earliest, Instant latest, Instant stuckAt) {
  public LeaseEstimate {
    if (earliest.isBefore(start) || latest.isBefore(earliest) || stuckAt.isBefore(latest)) {
      throw new IllegalArgumentException("an estimate's instants are in order");
    }
  }

  /** Whether the lease and its margin are over. */
  public boolean stuck(Instant now) {
    return !now.isBefore(stuckAt);
  }
}
