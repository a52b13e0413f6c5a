package dev.berth.core.access;

/** What somebody may do. Each role includes the one before. */
public enum Role {
  USER,
  OPERATOR,
  ADMIN;

  /** Whether this role is at least the other. */
  public boolean includes(Role other) {
    return compareTo(other) >= 0;
  }
}
