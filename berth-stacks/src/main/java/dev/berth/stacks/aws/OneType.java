package dev.berth.stacks.aws;

import dev.berth.stacks.cloud.Answer;
import dev.berth.stacks.cloud.Listing;
import dev.berth.stacks.cloud.Look;
import dev.berth.stacks.inventory.ItemId;

/** What a port does with one of its types. Thread-safe. */
interface OneType {
  Listing list();

  Look look(ItemId id);

  Answer delete(ItemId id);
}
