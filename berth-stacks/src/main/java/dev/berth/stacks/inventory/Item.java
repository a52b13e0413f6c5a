package dev.berth.stacks.inventory;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * One thing as it was read.
 *
 * @param name for people, and for name patterns; empty text if it has none
 * @param createdAt when it was made; none if its API does not say, which keeps things that are
 *     selected by age
 * @param tags its own
 * @param status as text, as its API answers it; empty text if the type has none
 * @param uses what it needs or sits in: this item must be gone before any of these can go. A subnet
 *     uses its VPC, its route table and its network ACL; a NAT gateway its subnet and its address;
 *     an interface its subnet and groups; a gateway or an endpoint its VPC; a group the groups that
 *     its rules name; an agent its subnets and groups; a session, an endpoint its runtime; an image
 *     its repository
 */
public record Item(
    ItemId id,
    String name,
    Optional<Instant> createdAt,
    Tags tags,
    String status,
    Set<ItemId> uses,
    Detail detail) {
  public Item {
    uses = Set.copyOf(uses);
  }

  /** An item of which only the id is known so far; complete it with the {@code with} methods. */
  public static Item of(ItemType type, String id) {
    return new Item(
        new ItemId(type, id), "", Optional.empty(), Tags.none(), "", Set.of(), new Detail.Plain());
  }

  public ItemType type() {
    return id.type();
  }

  public Item withName(String value) {
    return new Item(id, value, createdAt, tags, status, uses, detail);
  }

  public Item withCreatedAt(Instant value) {
    return new Item(id, name, Optional.of(value), tags, status, uses, detail);
  }

  public Item withTags(Tags value) {
    return new Item(id, name, createdAt, value, status, uses, detail);
  }

  public Item withStatus(String value) {
    return new Item(id, name, createdAt, tags, value, uses, detail);
  }

  public Item withUses(Set<ItemId> value) {
    return new Item(id, name, createdAt, tags, status, value, detail);
  }

  public Item withDetail(Detail value) {
    return new Item(id, name, createdAt, tags, status, uses, value);
  }

  /**
   * Whether the other is this very thing read again, not a namesake made since. Where a name can be
   * used again, both creation dates must be known and equal; elsewhere a date that was known and is
   * now another also tells them apart.
   */
  public boolean sameThingAs(Item other) {
    if (!id.equals(other.id)) {
      return false;
    }
    if (createdAt.isPresent() && other.createdAt.isPresent()) {
      return createdAt.equals(other.createdAt);
    }
    return !type().nameCanBeUsedAgain();
  }
}
