package dev.berth.stacks.ledger;

import dev.berth.stacks.inventory.ItemId;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * What is remembered of one item.
 *
 * @param firstSeen the first sighting; of a thing that was taken for gone in between, the first
 *     since
 * @param status as last seen
 * @param family the first service family that an interface was ever recognised as; it stays when
 *     the type changes on detaching
 * @param owners every agent that ever matched, also those that are gone
 * @param ownerlessSince since when it has been seen without any owner while all agents could be
 *     read; none while an owner stands, and reset by a new owner or another attach time
 * @param attachedAt as last seen
 * @param stack the stack it belonged to
 * @param logicalId in that stack; empty text if not known
 * @param goneAt when it was last seen to be gone; none if it was seen since
 */
public record ItemMemory(
    ItemId id,
    String name,
    Instant firstSeen,
    Instant lastSeen,
    String status,
    Optional<String> family,
    Map<ItemId, OwnerMemory> owners,
    Optional<Instant> ownerlessSince,
    Optional<Instant> attachedAt,
    Optional<ItemId> stack,
    String logicalId,
    Optional<Instant> goneAt) {
  public ItemMemory {
    owners = Map.copyOf(owners);
  }

  /** The last time any owner was seen standing. */
  public Optional<Instant> lastOwnerSeen() {
    return owners.values().stream().map(OwnerMemory::lastSeen).max(Instant::compareTo);
  }
}
