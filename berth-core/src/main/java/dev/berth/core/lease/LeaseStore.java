package dev.berth.core.lease;

import dev.berth.core.id.LeaseId;
import dev.berth.core.id.NodeId;
import dev.berth.core.id.SessionId;
import dev.berth.core.id.TaskId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The ledger's rows, inside a unit of work. Each write repeats its guard and answers whether it
 * changed the row.
 */
public interface LeaseStore {
  /** The ledger's next sequence number. */
  long nextSequence();

  /** The last sequence number that was given out; 0 when none was. */
  long lastSequence();

  /** Lets the sequence go on from here at least; it never goes back. */
  void raiseSequence(long to);

  /**
   * Inserts an intended lease; for a session's lease the check that the session is not closing is
   * in the same statement.
   */
  boolean insert(Lease intended);

  /** INTENDED to HELD with the handle, where the epoch is still the given one. */
  boolean hold(LeaseId id, long epoch, String handle, Instant at);

  /**
   * Takes a lease over to give it back: RELEASING with epoch + 1, where it is not settled and
   * nobody else's release is unexpired. Answers the row as it now is.
   */
  Optional<Lease> takeOver(LeaseId id, Lease.Releaser releaser, Instant now);

  /** Extends the release of the node that has it. */
  boolean extend(LeaseId id, long epoch, Instant until);

  /** To RELEASED or HANDED_OVER with evidence, where the epoch is still the given one. */
  boolean settle(LeaseId id, long epoch, LeaseState end, String evidence, Instant at);

  /**
   * Notes a failed attempt; the lease stays RELEASING, or becomes STUCK, and gives the release up
   * until {@code next}.
   */
  boolean postpone(LeaseId id, long epoch, String error, Instant next, boolean stuck);

  /**
   * Notes that what the lease needs is down: no attempt is used, and the release is given up until
   * {@code next}.
   */
  boolean await(LeaseId id, long epoch, String reason, Instant next);

  /**
   * Voids the claims of all nodes but this one on releases. Only for a node that knows that all
   * others are dead; should it be wrong, epochs keep both apart. Answers how many.
   */
  int voidClaims(NodeId except);

  Optional<Lease> find(LeaseId id);

  /** All leases of a session, in the order in which they were intended. */
  List<Lease> of(SessionId session);

  /** Leases in these states at a place. */
  List<Lease> at(Place place, Set<LeaseState> states);

  /** Leases in these states anywhere. */
  List<Lease> in(Set<LeaseState> states);

  /**
   * Leases in these states anywhere, newest first.
   *
   * @param before only those with a smaller sequence number
   */
  List<Entry> list(Set<LeaseState> states, long before, int limit);

  /** A lease, and the task of the session that it is held for. */
  record Entry(Lease lease, Optional<TaskId> task) {}

  /**
   * Unsettled leases whose owner session is in a state that wants cleanup and which no node is
   * releasing.
   */
  List<Lease> abandoned(Place place, Instant now);

  /** How many unsettled leases of this kind there are. */
  long countUnsettled(LeaseKind kind);

  /** Whether this node still has the release. */
  boolean isReleasing(LeaseId id, NodeId node, long epoch);
}
