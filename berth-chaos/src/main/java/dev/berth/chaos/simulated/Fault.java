package dev.berth.chaos.simulated;

/** What can happen to one call to something outside. */
enum Fault {
  /** Too many calls; nothing was done. */
  THROTTLED,
  /** No answer in time; nothing was done. */
  TIMEOUT_BEFORE,
  /** No answer in time; it was done. */
  TIMEOUT_AFTER,
  /** No answer, and half a minute is gone; nothing was done. */
  HANG,
  /** Says that there is no such thing. */
  NOT_FOUND,
  /** Says that this may not be done. */
  DENIED,
  /** An answer that nobody can read; it was done. */
  MALFORMED,
  /** The call arrives twice. */
  TWICE,
  /** A listing that lacks something, and says so. */
  PARTIAL,
  /** The server dies before the call. */
  DIE_BEFORE,
  /** The server dies after the call, and before it knows the answer. */
  DIE_AFTER;

  /** Whether the server dies of it. */
  boolean kills() {
    return this == DIE_BEFORE || this == DIE_AFTER;
  }
}
