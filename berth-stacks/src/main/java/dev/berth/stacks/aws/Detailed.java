package dev.berth.stacks.aws;

import dev.berth.stacks.cloud.Answer;
import dev.berth.stacks.cloud.CloudFailure;
import dev.berth.stacks.cloud.FailureKind;
import dev.berth.stacks.cloud.Listing;
import dev.berth.stacks.cloud.Look;
import dev.berth.stacks.inventory.AgentNetwork;
import dev.berth.stacks.inventory.Detail;
import dev.berth.stacks.inventory.Item;
import dev.berth.stacks.inventory.ItemId;
import dev.berth.stacks.inventory.Tags;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A type whose list says little, so that each thing is asked for the rest, and for its tags.
 *
 * @param gone error codes that say that there is no thing of this id
 */
record Detailed(
    Calls calls, Listed listed, Asked asked, Described.Deletion deletion, Set<String> gone)
    implements OneType {
  /**
   * The list.
   *
   * @param page items as far as the list tells them
   */
  record Listed(AwsOperation operation, Function<@Nullable String, Page<Item>> page) {}

  /**
   * What each one is asked.
   *
   * @param one the thing of an id, but for its tags
   * @param tags the tags of an ARN
   */
  record Asked(AwsOperation operation, Function<String, Found> one, Function<String, Tags> tags) {}

  /** A thing and its ARN, by which its tags are asked for. */
  record Found(Item item, String arn) {}

  @Override
  public Listing list() {
    long end = calls.listingEnds();
    Pages.Gathered<Item> stubs = stubs();
    List<Item> items =
        Fan.map(
                stubs.elements(),
                stub -> whole(stub, end),
                stub -> Optional.of(unread(stub, "stopped")))
            .stream()
            .flatMap(Optional::stream)
            .toList();
    return new Pages.Gathered<>(items, stubs.failure()).listing(Function.identity());
  }

  /** Only what the list tells, without details. */
  Pages.Gathered<Item> stubs() {
    return new Pages(calls).all(listed.operation(), listed.page());
  }

  private Optional<Item> whole(Item stub, long end) {
    if (calls.over(end)) {
      return Optional.of(unread(stub, "no time left to read it"));
    }
    return switch (look(stub.id())) {
      case Look.Present(Item item) -> Optional.of(item);
      case Look.Absent _ -> Optional.empty();
      case Look.Unknown(CloudFailure failure) -> Optional.of(unread(stub, failure.toString()));
    };
  }

  private static Item unread(Item stub, String why) {
    Item untagged = stub.withTags(new Tags.Unreadable(why));
    return stub.type().ownsInterfaces()
        ? untagged.withDetail(new Detail.Agent(new AgentNetwork.Unknown(why)))
        : untagged;
  }

  @Override
  public Look look(ItemId id) {
    return switch (calls.make(asked.operation(), () -> asked.one().apply(id.id()))) {
      case Result.Bad<Found> bad -> Outcome.notSeen(bad, gone);
      case Result.Good<Found>(Found(Item item, String arn)) ->
          item.id().equals(id)
              ? new Look.Present(item.withTags(asked.tags().apply(arn)))
              : Outcome.unknown(
                  FailureKind.MALFORMED, asked.operation(), "an answer about " + item.id());
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
