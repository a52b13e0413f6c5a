package dev.berth.stacks.plan;

import dev.berth.stacks.inventory.Item;
import dev.berth.stacks.inventory.ItemId;
import dev.berth.stacks.verdict.InterfaceVerdict;
import dev.berth.stacks.verdict.LeaseEstimate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What is to happen with one item. Every item of the inventory has exactly one. */
public sealed interface Decision {
  Item item();

  /**
   * It is ours, nothing protects it, and nothing outside the plan needs it.
   *
   * @param wave 0 and up: it can be tried when all of lower waves were; the same for things that
   *     can be tried together
   * @param after items of the plan that must be seen gone before it is tried
   * @param proofs sufficient ones, see {@link Proof#suffice}
   */
  record Delete(Item item, Action action, int wave, Set<ItemId> after, List<Proof> proofs)
      implements Decision {
    public Delete {
      after = Set.copyOf(after);
      proofs = List.copyOf(proofs);
      if (!Proof.suffice(proofs)) {
        throw new IllegalArgumentException("a delete needs two independent proofs");
      }
    }
  }

  /**
   * It is ours and will go, but not now.
   *
   * @param blockers what stands in the way; empty for an interface that lingers by itself
   * @param verdict of an interface
   * @param estimate when it, or the last of its blockers, is likely to go; none if nobody knows
   * @param since when it was first seen to be left
   * @param stuck past lease and margin
   */
  record Wait(
      Item item,
      WaitReason reason,
      Set<ItemId> blockers,
      Optional<InterfaceVerdict> verdict,
      Optional<LeaseEstimate> estimate,
      Instant since,
      boolean stuck)
      implements Decision {
    public Wait {
      blockers = Set.copyOf(blockers);
    }
  }

  /** It stays. */
  record Keep(Item item, KeepReason reason, String text) implements Decision {}

  /** It stays, because something about it could not be read. */
  record Unknown(Item item, UnknownReason reason, String text) implements Decision {}
}
