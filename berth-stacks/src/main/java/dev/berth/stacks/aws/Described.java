package dev.berth.stacks.aws;

import dev.berth.stacks.cloud.Answer;
import dev.berth.stacks.cloud.Listing;
import dev.berth.stacks.cloud.Look;
import dev.berth.stacks.inventory.Item;
import dev.berth.stacks.inventory.ItemId;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A type that one call describes in pages or by id, and one call deletes.
 *
 * @param ended items that are shown for a while after their end
 * @param gone error codes that say that there is no thing of this id
 */
record Described(
    Calls calls, Reading reading, Predicate<Item> ended, Deletion deletion, Set<String> gone)
    implements OneType {
  /**
   * How it is read.
   *
   * @param one asks for one id
   */
  record Reading(
      AwsOperation operation,
      Function<@Nullable String, Page<Item>> page,
      Function<String, List<Item>> one) {}

  /** How it is deleted. */
  record Deletion(AwsOperation operation, Consumer<String> one) {}

  Described(Calls calls, Reading reading, Deletion deletion, Set<String> gone) {
    this(calls, reading, _ -> false, deletion, gone);
  }

  @Override
  public Listing list() {
    Pages.Gathered<Item> gathered = new Pages(calls).all(reading.operation(), reading.page());
    return new Pages.Gathered<>(
            gathered.elements().stream().filter(ended.negate()).toList(), gathered.failure())
        .listing(UnaryOperator.identity());
  }

  @Override
  public Look look(ItemId id) {
    Result<List<Item>> result = calls.make(reading.operation(), () -> reading.one().apply(id.id()));
    return switch (result) {
      case Result.Bad<List<Item>> bad -> Outcome.notSeen(bad, gone);
      case Result.Good<List<Item>>(List<Item> items) -> {
        Look look = Outcome.only(reading.operation(), id, items);
        yield look instanceof Look.Present(Item item) && ended.test(item)
            ? new Look.Absent("status " + item.status())
            : look;
      }
    };
  }

  @Override
  public Answer delete(ItemId id) {
    return Outcome.answer(
        calls.make(
            deletion.operation(),
            () -> {
              deletion.one().accept(id.id());
              return true;
            }),
        gone);
  }
}
