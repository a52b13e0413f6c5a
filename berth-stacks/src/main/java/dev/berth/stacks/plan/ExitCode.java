package dev.berth.stacks.plan;

/** What a run comes to; of several the highest counts. */
public enum ExitCode {
  /** Nothing of ours is left, or nothing was there to do. */
  CLEAN(0),
  /** Something is left and goes in time, within its lease. */
  PENDING(10),
  /** Something is left past its lease and margin. */
  STUCK(20),
  /** Not everything could be read; what is left is not known. */
  INCOMPLETE(30),
  /** A guard refused: the account, the cap, the hash, the lock. */
  REFUSED(40),
  /** Wrong usage, or a defect. */
  BUG(50);

  private final int number;

  ExitCode(int number) {
    this.number = number;
  }

  public int number() {
    return number;
  }

  public ExitCode or(ExitCode other) {
    return number >= other.number ? this : other;
  }
}
