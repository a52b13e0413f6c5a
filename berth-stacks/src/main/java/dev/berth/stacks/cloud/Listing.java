package dev.berth.stacks.cloud;

import dev.berth.stacks.inventory.Completeness;
import dev.berth.stacks.inventory.Item;
import java.util.List;
import java.util.Optional;

/**
 * What one listing saw.
 *
 * @param items what arrived, also of an incomplete listing
 * @param failure why it is not complete; none if it is, or if the API simply has no list
 */
public record Listing(List<Item> items, Completeness completeness, Optional<CloudFailure> failure) {
  public Listing {
    items = List.copyOf(items);
  }

  public static Listing complete(List<Item> items) {
    return new Listing(items, new Completeness.Complete(), Optional.empty());
  }

  /** Pages that arrived before one failed; nothing at all is {@link Completeness.Failed}. */
  public static Listing broken(List<Item> items, CloudFailure failure) {
    Completeness how =
        items.isEmpty()
            ? new Completeness.Failed(failure.toString())
            : new Completeness.Partial(failure.toString());
    return new Listing(items, how, Optional.of(failure));
  }

  /** Items known from elsewhere, of a type that has no list. */
  public static Listing known(List<Item> items, String reason) {
    return new Listing(items, new Completeness.Partial(reason), Optional.empty());
  }
}
