package dev.berth.stacks.plan;

import dev.berth.stacks.inventory.ItemId;

/** Which stacks a plan is about. */
public sealed interface Selection {
  /** Every stack that the stack rules take, and all residue of stacks that are proven ours. */
  record Sweep() implements Selection {}

  /**
   * One stack that an operator named, and its residue. Names are resolved before; this is the id.
   *
   * @param retain whether resources that cannot go are retained, tagged, to free the name
   */
  record Destroy(ItemId stack, boolean retain) implements Selection {}
}
