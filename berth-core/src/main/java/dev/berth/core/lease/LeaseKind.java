package dev.berth.core.lease;

import java.time.Duration;
import java.util.Locale;

/** What kinds of things Berth holds outside its database. */
public enum LeaseKind {
  /** A session's holder with everything below it. Identity: pid and start time on one boot. */
  PROCESS(Duration.ZERO),
  /**
   * A session's container and its holder. Identity: the engine's id, and the labels of the create
   * call.
   */
  CONTAINER(Duration.ofSeconds(5)),
  /** A directory named after its lease. Identity: inode and birth. */
  WORKSPACE(Duration.ZERO),
  /**
   * A pair of sockets and a token at the gateway. Identity: the socket directory, named after its
   * lease.
   */
  GATEWAY_GRANT(Duration.ZERO),
  /** A backend's room for one more session; a row of the database. */
  CAPACITY(Duration.ZERO),
  /**
   * A branch that a session pushed. Identity: ref and oid; ends by being handed over to its change
   * request, or deleted.
   */
  BRANCH(Duration.ZERO);

  private final Duration visibilityLag;

  LeaseKind(Duration visibilityLag) {
    this.visibilityLag = visibilityLag;
  }

  /**
   * Whether its things are found by listing their place. A thing that is nothing but a row, or a
   * name that its lease was held for before it exists, is judged by looking at it alone.
   */
  public boolean isListed() {
    return switch (this) {
      case PROCESS, CONTAINER, WORKSPACE, GATEWAY_GRANT -> true;
      case CAPACITY, BRANCH -> false;
    };
  }

  /** Whether a new boot of their host proves its things gone; directories outlive it. */
  public boolean endsWithBoot() {
    return this == PROCESS;
  }

  /** Whether a session's programs run in it; a session has one such lease at a time. */
  public boolean isSandbox() {
    return switch (this) {
      case PROCESS, CONTAINER -> true;
      case WORKSPACE, GATEWAY_GRANT, CAPACITY, BRANCH -> false;
    };
  }

  /** As answers, events and receipts name it: {@code gateway-grant}. */
  public String wire() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** How long after its creation a thing may be missing from listings. */
  public Duration visibilityLag() {
    return visibilityLag;
  }
}
