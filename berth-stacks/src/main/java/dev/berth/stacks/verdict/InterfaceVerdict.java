package dev.berth.stacks.verdict;

import dev.berth.stacks.inventory.ItemId;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** Whose a network interface is, and what may be done with it. */
public sealed interface InterfaceVerdict {
  /** The account's own: attached to an instance, or made by hand. Kept, and blocks what it uses. */
  record Customer(String reason) implements InterfaceVerdict {}

  /**
   * A service's that the service has detached and left: the one kind that may be deleted.
   *
   * @param family the service's, by what it says now or by what was seen before
   */
  record DetachedDeletable(String family) implements InterfaceVerdict {}

  /**
   * A service holds it. Nobody but the service can take it away.
   *
   * @param liveOwners agents that stand and share it; empty: it only lingers
   * @param ownerlessSince since when it was seen without owners; none while one stands, or if
   *     owners could not all be read
   */
  record Leased(String family, Set<ItemId> liveOwners, Optional<Instant> ownerlessSince)
      implements InterfaceVerdict {
    public Leased {
      liveOwners = Set.copyOf(liveOwners);
    }
  }

  /** Another service's or account's, of no family that is known here. Kept. */
  record Foreign(String reason) implements InterfaceVerdict {}

  /** Not enough could be read to say. Kept. */
  record Unknown(String reason) implements InterfaceVerdict {}
}
