package dev.berth.stacks.simulate.mutant;

import dev.berth.stacks.cloud.Listing;
import dev.berth.stacks.cloud.Look;
import dev.berth.stacks.inventory.ItemId;
import dev.berth.stacks.inventory.ItemType;
import java.util.function.Supplier;

/** What a mutant reads instead of what was answered. Thread-safe. */
interface Alteration {
  Listing listed(ItemType type, Listing answered);

  Look looked(ItemId id, Supplier<Look> ask);

  /** A deletion was asked for. */
  default void asked(ItemId id) {}
}
