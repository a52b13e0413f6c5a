package dev.berth.stacks.cloud;

import dev.berth.stacks.inventory.ItemId;
import dev.berth.stacks.inventory.ItemType;
import java.util.Set;

/**
 * The shape that every area of the cloud has, so that reading and deleting need not know the area.
 * Implementations are thread-safe, block, follow every page (a page token that comes twice makes
 * the listing incomplete, it never loops), retry a few times on their own where no effect is
 * possible, and answer within about a minute. Nothing is thrown for what the cloud says. A caller
 * asks only for types of {@link #types}; another is an {@link IllegalArgumentException}.
 */
public interface CloudPort {
  /** The types that this port knows. */
  Set<ItemType> types();

  /**
   * Everything of this type in the scope's region, as far as it can be read. Items that have ended
   * for good ({@code DELETE_COMPLETE}, {@code deleted}) are left out. An item of which a part could
   * not be read is listed with that part unknown, it is never left out.
   */
  Listing list(ItemType type);

  /** One thing, read freshly and as completely as its type allows. */
  Look look(ItemId id);

  /**
   * Asks for the deletion of exactly this thing, by its immutable id. Session types are stopped. An
   * internet gateway is detached from its VPC first. A VPC endpoint is deleted as one. A bucket, a
   * repository or a log group is not emptied first: it is refused if it is not empty. Never
   * detaches an interface, never revokes a rule, never touches tags.
   */
  Answer delete(ItemId id);
}
