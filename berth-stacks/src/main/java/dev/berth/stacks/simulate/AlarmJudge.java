package dev.berth.stacks.simulate;

import dev.berth.stacks.inventory.ItemId;
import dev.berth.stacks.verdict.InterfaceFamily;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * Knows since when interfaces really linger: an alert must ring for one that is past its lease and
 * margin, never before, and not stop while it is.
 */
final class AlarmJudge {
  private static final Duration STUCK = InterfaceFamily.agentCore().stuckAfter();

  private final VirtualClock clock;
  private final Estate estate;
  private final Leases leases;
  private final Tally tally;
  private boolean forgiving;

  AlarmJudge(VirtualClock clock, Estate estate, Leases leases, Tally tally) {
    this.clock = clock;
    this.estate = estate;
    this.leases = leases;
    this.tally = tally;
  }

  /** The ledger was lost: everything is counted anew, and silence is no fault. */
  void forgiveSilence() {
    forgiving = true;
  }

  private boolean stuckFor(Duration over) {
    Instant since = clock.now().minus(STUCK).minus(over);
    for (Map.Entry<ItemId, Instant> one : leases.lingering().entrySet()) {
      if (!estate.tenantOf(one.getKey()).foreign() && !one.getValue().isAfter(since)) {
        return true;
      }
    }
    return false;
  }

  private boolean dueStuckFor(Duration over) {
    Instant since = clock.now().minus(STUCK).minus(over);
    return leases.lingering().entrySet().stream()
        .anyMatch(one -> estate.tenantOf(one.getKey()).due() && !one.getValue().isAfter(since));
  }

  void rings(boolean begins) {
    if (begins) {
      tally.one(Count.ALARMS);
      if (!stuckFor(Duration.ZERO)) {
        tally.violation(Count.ALARMS_WRONG, "rang before anything was stuck, at " + clock.now());
      }
    } else if (!forgiving && dueStuckFor(Duration.ofHours(14))) {
      // Whatever the sweeper could not read in the first hours, by then it must have.
      tally.violation(Count.ALARMS_WRONG, "stopped while something was stuck, at " + clock.now());
    }
  }

  /** Whether nothing is on the way to an alarm that has not had the time to ring. */
  boolean quiet(Duration afterStuck) {
    return leases.lingering().entrySet().stream()
        .filter(one -> estate.tenantOf(one.getKey()).due())
        .allMatch(one -> !clock.now().isBefore(one.getValue().plus(STUCK).plus(afterStuck)));
  }

  void conclude(boolean ringing) {
    if (!forgiving && !ringing && dueStuckFor(Duration.ofHours(15))) {
      tally.violation(Count.ALARMS_MISSED, "stuck for hours, and nobody was told");
    }
  }
}
