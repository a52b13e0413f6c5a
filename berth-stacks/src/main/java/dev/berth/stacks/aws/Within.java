package dev.berth.stacks.aws;

import dev.berth.stacks.cloud.CloudFailure;
import dev.berth.stacks.cloud.FailureKind;
import dev.berth.stacks.inventory.Item;
import dev.berth.stacks.inventory.ItemId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Things that live in others and are listed by those: endpoints, sessions, images. */
final class Within {
  private Within() {}

  /** The two names in an id such as {@code <runtime>/session/<session>}. */
  record Names(String outer, String inner) {}

  static Names names(ItemId id, String between) {
    int at = id.id().indexOf(between);
    if (at <= 0 || at + between.length() >= id.id().length()) {
      throw new IllegalArgumentException("not of the form <id>" + between + "<id>: " + id);
    }
    return new Names(id.id().substring(0, at), id.id().substring(at + between.length()));
  }

  /** What all homes hold; incomplete if the homes are, or one of them could not be asked. */
  static Pages.Gathered<Item> list(
      Pages.Gathered<Item> homes, Function<Item, Pages.Gathered<Item>> inside) {
    List<Item> items = new ArrayList<>();
    Optional<CloudFailure> failure = homes.failure();
    for (Pages.Gathered<Item> one : Fan.map(homes.elements(), inside, Within::stopped)) {
      items.addAll(one.elements());
      failure = failure.or(one::failure);
    }
    return new Pages.Gathered<>(items, failure);
  }

  private static Pages.Gathered<Item> stopped(Item home) {
    CloudFailure why = new CloudFailure(FailureKind.UNAVAILABLE, "list", "stopped at " + home.id());
    return new Pages.Gathered<>(List.of(), Optional.of(why));
  }
}
