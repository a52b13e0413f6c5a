package dev.berth.core.waypoint;

import dev.berth.core.lease.LeaseKind;

/**
 * A moment between two durable steps. The set of all is made from what the product is built of:
 * rows of the transition table, kinds of jobs, kinds of leases; see decision 0065.
 *
 * @param name says where, in one line; stable as long as the row's, job's or lease's name is
 */
public record Waypoint(String name) {
  /** The new state is written, and its transaction not committed. */
  public static Waypoint beforeCommit(String row) {
    return new Waypoint("transition / " + row + " / before commit");
  }

  /** The transaction of the new state is committed, and nobody has been woken for it. */
  public static Waypoint afterCommit(String row) {
    return new Waypoint("transition / " + row + " / after commit");
  }

  /** A worker has taken a job, and done nothing. */
  public static Waypoint beforeJob(String kind) {
    return new Waypoint("job / " + kind + " / before");
  }

  /** A job is done, and its row not ended. */
  public static Waypoint afterJob(String kind) {
    return new Waypoint("job / " + kind + " / after");
  }

  /** A lease is INTENDED, and its thing not made. */
  public static Waypoint intended(LeaseKind kind) {
    return new Waypoint("lease / " + kind + " / intended");
  }

  /** The thing is made, and its lease INTENDED. */
  public static Waypoint made(LeaseKind kind) {
    return new Waypoint("lease / " + kind + " / made");
  }

  /** The lease is HELD, and whoever asked for it has not been told. */
  public static Waypoint held(LeaseKind kind) {
    return new Waypoint("lease / " + kind + " / held");
  }
}
