package dev.berth.stacks.ledger;

import dev.berth.stacks.inventory.ItemId;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * One thing that happened, appended and never changed. Instants are the observer's, truncated to
 * milliseconds. Nothing here is read from a tag that anybody could write.
 */
public sealed interface LedgerEvent {
  Instant at();

  /** An item was seen. Written when it is new, when its status changed, and now and then. */
  record Seen(Instant at, ItemId id, String name, String status) implements LedgerEvent {}

  /**
   * A network interface was seen, with the agents that could own it. Written beside {@link Seen}.
   *
   * @param family which service's it is, if anything about it said so this time
   * @param owners agents that stand and have this interface's subnet and groups
   * @param ownersKnown whether every agent could be listed and read; if not, no owner counts as
   *     gone and an empty set does not mean ownerless
   * @param attachedAt the attachment's time; another than before means used again
   */
  record InterfaceSeen(
      Instant at,
      ItemId id,
      Optional<String> family,
      Set<ItemId> owners,
      boolean ownersKnown,
      Optional<Instant> attachedAt)
      implements LedgerEvent {
    public InterfaceSeen {
      owners = Set.copyOf(owners);
    }
  }

  /**
   * CloudFormation listed the item as a resource of this stack, or its reserved tag said so.
   *
   * @param logicalId empty text if not known
   */
  record Belonged(Instant at, ItemId id, ItemId stack, String logicalId) implements LedgerEvent {}

  /**
   * A stack was proven ours, by the proofs that select it, while it stood.
   *
   * @param proof a sentence
   */
  record Owned(Instant at, ItemId stack, String stackName, String proof) implements LedgerEvent {}

  /** An item was seen to be gone: an authoritative not-found, or missing in a complete listing. */
  record Gone(Instant at, ItemId id, String evidence) implements LedgerEvent {}

  /** A plan was approved by its hash; a later run may go on with what is left of these deletes. */
  record Approved(Instant at, String run, String planHash, Set<ItemId> deletes)
      implements LedgerEvent {
    public Approved {
      deletes = Set.copyOf(deletes);
    }
  }

  /**
   * Written before a mutating call. A refusal to append it (fenced off) means: do not call.
   *
   * @param action {@code delete}, {@code retain}, {@code revoke} or {@code tag}
   */
  record Intended(Instant at, String run, ItemId id, String action) implements LedgerEvent {}

  /** The call's answer, in words. */
  record Answered(Instant at, String run, ItemId id, String action, String answer)
      implements LedgerEvent {}

  /** A run ended, with its exit code. */
  record RunEnded(Instant at, String run, int exitCode) implements LedgerEvent {}

  /** The alert with this key was delivered as open. */
  record AlertOpened(Instant at, String key) implements LedgerEvent {}

  /** The alert with this key was delivered as resolved. */
  record AlertResolved(Instant at, String key) implements LedgerEvent {}
}
