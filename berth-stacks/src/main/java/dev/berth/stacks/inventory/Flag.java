package dev.berth.stacks.inventory;

/** A yes-or-no fact that may not have been readable. Unknown is treated as whatever keeps. */
public enum Flag {
  YES,
  NO,
  UNKNOWN;

  /** The flag of a fact that was read. */
  public static Flag of(boolean value) {
    return value ? YES : NO;
  }
}
