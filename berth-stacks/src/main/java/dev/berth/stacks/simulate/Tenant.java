package dev.berth.stacks.simulate;

import java.time.Instant;

/**
 * Whose things are, as only the simulation knows. Confined to one world.
 *
 * <p>Somebody else's are never to be touched. Ours are not to be touched while they are protected,
 * and are to be gone in the end if they must go.
 */
final class Tenant {
  private final String name;
  private final boolean foreign;
  private boolean mustGo;
  private boolean due;
  private boolean byRule;
  private Instant protectedFrom = Instant.MAX;
  private Instant protectedUntil = Instant.MAX;

  private Tenant(String name, boolean foreign) {
    this.name = name;
    this.foreign = foreign;
  }

  static Tenant stranger(String name) {
    return new Tenant(name, true);
  }

  static Tenant ours(String name) {
    Tenant tenant = new Tenant(name, false);
    tenant.mustGo = true;
    tenant.due = true;
    return tenant;
  }

  String called() {
    return name;
  }

  boolean foreign() {
    return foreign;
  }

  /** Whether all of it must be gone in the end. */
  boolean mustGo() {
    return mustGo;
  }

  /** Whether it would go but for what holds it; an interface of it that never goes is alarming. */
  boolean due() {
    return due;
  }

  /** It may go or stay: nobody can tell, or something holds it for ever. */
  void mayStay() {
    mustGo = false;
  }

  /** It may go or stay, and nobody can say whether it is waited for. */
  void open() {
    mustGo = false;
    due = false;
  }

  void protect(Instant from, Instant until) {
    protectedFrom = from;
    protectedUntil = until;
    if (until.equals(Instant.MAX)) {
      open();
    }
  }

  /** As {@link #protect}, by a rule that does not hold for a stack that an operator names. */
  void protectUnlessNamed(Instant from, Instant until) {
    protect(from, until);
    byRule = true;
  }

  /** An operator names its stack. */
  void named() {
    if (byRule) {
      protectedFrom = Instant.MAX;
      protectedUntil = Instant.MAX;
    }
  }

  /** Whether it was protected at all times from then to now. */
  boolean protectedSince(Instant then, Instant now) {
    return !protectedFrom.isAfter(then) && protectedUntil.isAfter(now);
  }

  /** From when until when, in words. */
  String protection() {
    return "(kept from " + protectedFrom + " until " + protectedUntil + ")";
  }

  boolean everProtected() {
    return !protectedFrom.equals(Instant.MAX);
  }
}
