package dev.berth.stacks.run;

import dev.berth.stacks.cloud.CloudFailure;
import dev.berth.stacks.cloud.Look;
import dev.berth.stacks.inventory.Inventory;
import dev.berth.stacks.inventory.Item;
import dev.berth.stacks.inventory.ItemId;
import dev.berth.stacks.plan.Decision;
import dev.berth.stacks.plan.Ownership;
import dev.berth.stacks.plan.Proof;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Residue is residue only if its stack is gone, and a listing of stacks lags behind: a stack that
 * was made a moment ago may be missing from it. So the stack itself is asked, by its StackId.
 * Thread-safe.
 */
final class Homes {
  private final Reader reader;
  private final Progress progress;
  private final Deadline deadline;
  private final Set<ItemId> gone = ConcurrentHashMap.newKeySet();

  Homes(Reader reader, Progress progress, Deadline deadline) {
    this.reader = reader;
    this.progress = progress;
    this.deadline = deadline;
  }

  /**
   * The stacks that a thing rests on, as far as they were listed, read again: what keeps all of a
   * stack is written on the stack and not on its parts.
   *
   * @param read by id; one that is gone is not among them
   * @param gone those that are gone by now
   * @param failure of a look, if one failed
   */
  record Again(Map<ItemId, Item> read, Set<ItemId> gone, Optional<CloudFailure> failure) {
    /** Whether these stacks are as they were. */
    boolean unchanged(Inventory inventory) {
      return gone.isEmpty()
          && read.entrySet().stream()
              .allMatch(one -> one.getValue().equals(inventory.items().get(one.getKey())));
    }

    /** The same inventory with these stacks as they are now. */
    Map<ItemId, Item> in(Inventory inventory) {
      Map<ItemId, Item> items = new TreeMap<>(inventory.items());
      items.putAll(read);
      items.keySet().removeAll(gone);
      return items;
    }
  }

  /** Looks at every listed stack that the thing rests on. */
  Again again(Decision.Delete delete, Touch.Picture picture) {
    Map<ItemId, Item> read = new TreeMap<>();
    Set<ItemId> ended = new TreeSet<>();
    for (ItemId stack : stacks(delete, picture)) {
      if (stack.equals(delete.item().id()) || picture.inventory().find(stack).isEmpty()) {
        continue;
      }
      switch (reader.look(stack)) {
        case Look.Present(Item item) -> read.put(stack, item);
        case Look.Absent _ -> ended.add(stack);
        case Look.Unknown(CloudFailure failure) -> {
          return new Again(read, ended, Optional.of(failure));
        }
      }
    }
    gone.addAll(ended);
    return new Again(read, ended, Optional.empty());
  }

  /**
   * Whether every stack that the thing rests on was read again, or is said to be gone with
   * authority.
   */
  boolean known(Decision.Delete delete, Touch.Picture picture, Again again) {
    for (ItemId stack : stacks(delete, picture)) {
      boolean known =
          stack.equals(delete.item().id())
              || again.read().containsKey(stack)
              || gone.contains(stack);
      if (!known && !(reader.look(stack) instanceof Look.Absent)) {
        progress.note(
            deadline.now(),
            delete.item().id(),
            Step.Outcome.CHANGED,
            "its stack is not listed and not known to be gone: " + stack.id());
        return false;
      }
      if (!known) {
        gone.add(stack);
      }
    }
    return true;
  }

  private static Set<ItemId> stacks(Decision.Delete delete, Touch.Picture picture) {
    Inventory inventory = picture.inventory();
    Ownership ownership = picture.ownership();
    Set<ItemId> stacks = new TreeSet<>();
    add(stacks, delete.item(), ownership);
    for (Proof proof : delete.proofs()) {
      switch (proof) {
        case Proof.Inside(ItemId owned) ->
            inventory.find(owned).ifPresent(item -> add(stacks, item, ownership));
        case Proof.StackTag(ItemId stack, _, _) -> stacks.add(stack);
        case Proof.StackResourceOf(ItemId stack, _) -> stacks.add(stack);
        case Proof.ReservedTag(ItemId stack) -> stacks.add(stack);
        case Proof.Remembered(ItemId stack) -> stacks.add(stack);
        case Proof.NamePattern _, Proof.NamedByOperator _, Proof.OwnTag _, Proof.Family _ -> {}
      }
    }
    return stacks;
  }

  private static void add(Set<ItemId> stacks, Item item, Ownership ownership) {
    ownership.of(item).map(Ownership.Belonging::stack).ifPresent(stacks::add);
  }
}
