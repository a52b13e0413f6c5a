package dev.berth.stacks.cloud;

import dev.berth.stacks.inventory.ItemId;
import java.util.List;

/** The runtime sessions that whoever started them remembers. */
@FunctionalInterface
public interface KnownSessions {
  /** Session ids of this runtime that may still run; empty if none are known. */
  List<String> of(ItemId runtime);
}
