package dev.berth.stacks.simulate;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What is counted over worlds. */
public enum Count {
  WORLDS(Kind.TOLD, 0),
  /**
   * Requests to delete, retain, revoke or tag what is somebody else's: another tenant's, a namesake
   * made since, or an interface that a service holds. The request counts, not its success.
   */
  FOREIGN_DELETES(Kind.BAD, 0),
  /** Requests to delete something while what needs it stands. */
  ORDER_VIOLATIONS(Kind.BAD, 0),
  /** Tenants of ours that must be gone in the end, and are not. */
  NEVER_CLEAN(Kind.BAD, 0),
  /** Requests to delete what is ours and protected. */
  PROTECTED_DELETES(Kind.BAD, 0),
  /** Things asked to go by a run beyond its cap. */
  OVER_CAP(Kind.BAD, 0),
  /** Runs that took longer than their budget and one call. */
  OVER_BUDGET(Kind.BAD, 0),
  /** Runs that ended without a report although nobody killed them. */
  RUNS_WITHOUT_REPORT(Kind.BAD, 0),
  /** Changes of anything by a run that was only to look. */
  DRY_RUN_WRITES(Kind.BAD, 0),
  /** Requests by a run that did not hold the lock. */
  UNFENCED_WRITES(Kind.BAD, 0),
  /** Alerts opened before anything was stuck, or closed while it was. */
  ALARMS_WRONG(Kind.BAD, 0),
  /** Interfaces stuck for hours that nobody was told of. */
  ALARMS_MISSED(Kind.BAD, 0),
  DELETES_EXECUTED(Kind.FLOOR, 2_000),
  FOREIGN_ITEMS_PRESENT(Kind.FLOOR, 10_000),
  PROTECTED_ITEMS_PRESENT(Kind.FLOOR, 2_000),
  STACKS_IN_DELETE_FAILED(Kind.FLOOR, 300),
  FAULTS_INJECTED(Kind.FLOOR, 2_000),
  RUNS(Kind.TOLD, 0),
  RUNS_REFUSED(Kind.TOLD, 0),
  CRASHES(Kind.TOLD, 0),
  LOCKS_LOST(Kind.TOLD, 0),
  LEDGERS_LOST(Kind.TOLD, 0),
  INTERFACES_REUSED(Kind.TOLD, 0),
  NAMES_RECREATED(Kind.TOLD, 0),
  ALARMS(Kind.TOLD, 0),
  API_CALLS(Kind.TOLD, 0),
  BILLABLE_MINUTES(Kind.TOLD, 0),
  SIMULATED_HOURS(Kind.TOLD, 0);

  /** What a number means. */
  public enum Kind {
    /** Must be 0. */
    BAD,
    /** Must not be less than its floor, or the worlds were too tame to prove anything. */
    FLOOR,
    TOLD
  }

  private final Kind kind;
  private final long floor;

  Count(Kind kind, long floor) {
    this.kind = kind;
    this.floor = floor;
  }

  public Kind kind() {
    return kind;
  }

  /** The least that 1,000 worlds must have; 0 for what has no floor. */
  public long floor() {
    return floor;
  }

  /** {@code foreign_deletes}. */
  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }

  static List<Count> of(Kind kind) {
    return Arrays.stream(values()).filter(count -> count.kind == kind).toList();
  }
}
