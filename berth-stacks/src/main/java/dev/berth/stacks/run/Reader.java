package dev.berth.stacks.run;

import dev.berth.stacks.cloud.AccountPort;
import dev.berth.stacks.cloud.Cloud;
import dev.berth.stacks.cloud.CloudFailure;
import dev.berth.stacks.cloud.CloudPort;
import dev.berth.stacks.cloud.FailureKind;
import dev.berth.stacks.cloud.Listing;
import dev.berth.stacks.cloud.Look;
import dev.berth.stacks.inventory.Completeness;
import dev.berth.stacks.inventory.Detail;
import dev.berth.stacks.inventory.Inventory;
import dev.berth.stacks.inventory.Item;
import dev.berth.stacks.inventory.ItemId;
import dev.berth.stacks.inventory.ItemType;
import dev.berth.stacks.plan.Selection;
import dev.berth.stacks.plan.SweepPolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Reads inventories and single things. Throttling and missing answers slow it down; what stays
 * unanswered is listed as incomplete and never left out.
 */
final class Reader {
  private static final int TRIES = 5;
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);

  private final Cloud cloud;
  private final RunObserver observer;
  private final SweepPolicy policy;
  private final Deadline deadline;
  private final Runnable heartbeat;

  /** A cloud, and who is told when it is read. */
  record Watched(Cloud cloud, RunObserver observer) {}

  /**
   * A reader.
   *
   * @param heartbeat run before each listing and each look: keeps the lock while reading, or
   *     waiting for what was asked to go, takes long
   */
  Reader(Watched watched, SweepPolicy policy, Deadline deadline, Runnable heartbeat) {
    this.cloud = watched.cloud();
    this.observer = watched.observer();
    this.policy = policy;
    this.deadline = deadline;
    this.heartbeat = heartbeat;
  }

  AccountPort.Identity identity() {
    return patiently(
        cloud.account()::identity,
        identity ->
            switch (identity) {
              case AccountPort.Identity.Known _ -> Optional.empty();
              case AccountPort.Identity.Unknown(CloudFailure failure) -> Optional.of(failure);
            });
  }

  /** Every type once, then the stacks that may be ours in full. */
  Inventory inventory(AccountPort.Identity.Known identity) {
    Instant takenAt = deadline.now();
    Map<ItemId, Item> items = new TreeMap<>();
    Map<ItemType, Completeness> completeness = new EnumMap<>(ItemType.class);
    for (ItemType type : ItemType.values()) {
      cloud.portOf(type).ifPresent(port -> take(list(port, type), type, items, completeness));
    }
    readStacks(items);
    return Inventory.of(identity.scope(), takenAt, items.values(), completeness);
  }

  private static void take(
      Listing listing,
      ItemType type,
      Map<ItemId, Item> items,
      Map<ItemType, Completeness> completeness) {
    completeness.put(type, listing.completeness());
    listing.items().forEach(item -> items.put(item.id(), item));
  }

  Listing list(CloudPort port, ItemType type) {
    heartbeat.run();
    if (deadline.over()) {
      return new Listing(
          List.of(), new Completeness.Failed("no time left to list it"), Optional.empty());
    }
    observer.lists(type);
    return patiently(() -> port.list(type), Listing::failure);
  }

  /** A fresh look; unknown if no port knows the type or no time is left. */
  Look look(ItemId id) {
    heartbeat.run();
    if (deadline.over()) {
      return new Look.Unknown(
          new CloudFailure(FailureKind.UNAVAILABLE, "look", "no time left to look at it"));
    }
    return cloud
        .portOf(id.type())
        .map(port -> patiently(() -> port.look(id), Reader::failure))
        .orElseGet(
            () ->
                new Look.Unknown(
                    new CloudFailure(FailureKind.INVALID, "look", "no port for " + id.type())));
  }

  private static Optional<CloudFailure> failure(Look look) {
    return switch (look) {
      case Look.Present _, Look.Absent _ -> Optional.empty();
      case Look.Unknown(CloudFailure failure) -> Optional.of(failure);
    };
  }

  /** Repeats a reading call while its failure may pass, pausing twice as long each time. */
  private <T> T patiently(Supplier<T> call, Function<T, Optional<CloudFailure>> failure) {
    T answer = call.get();
    Duration pause = FIRST_PAUSE;
    for (int tries = 1; tries < TRIES; tries++) {
      Optional<CloudFailure> failed = failure.apply(answer);
      if (failed.isEmpty() || !failed.get().kind().retryable() || !deadline.pause(pause)) {
        return answer;
      }
      pause = pause.multipliedBy(2);
      answer = call.get();
    }
    return answer;
  }

  private void readStacks(Map<ItemId, Item> items) {
    Set<ItemId> ours = new HashSet<>();
    List<Item> stacks =
        items.values().stream().filter(item -> item.type() == ItemType.STACK).toList();
    stacks.stream().filter(this::mayBeOurs).map(Item::id).forEach(ours::add);
    stacks.stream().filter(stack -> nestedIn(stack, ours)).map(Item::id).forEach(ours::add);
    for (ItemId id : ours.stream().sorted().toList()) {
      switch (look(id)) {
        case Look.Present(Item item) -> items.put(id, item);
        case Look.Absent _ -> items.remove(id);
        case Look.Unknown(CloudFailure failure) ->
            items.computeIfPresent(id, (stack, listed) -> unread(listed, failure));
      }
    }
  }

  /** As it was listed, with its resources unread, whatever the listing said of them. */
  private static Item unread(Item stack, CloudFailure failure) {
    return stack.detail() instanceof Detail.Stack detail
        ? stack.withDetail(
            new Detail.Stack(
                List.of(),
                new Completeness.Failed(failure.toString()),
                detail.terminationProtection(),
                detail.parentId(),
                detail.rootId()))
        : stack;
  }

  private boolean mayBeOurs(Item stack) {
    boolean chosen =
        policy.selection() instanceof Selection.Destroy(ItemId id, _) && id.equals(stack.id());
    boolean tagged =
        stack
            .tags()
            .value(policy.stacks().tagKey())
            .filter(policy.stacks().tagValue()::equals)
            .isPresent();
    return chosen || (tagged && policy.stacks().owns(stack.name()));
  }

  private static boolean nestedIn(Item stack, Set<ItemId> roots) {
    return stack.detail() instanceof Detail.Stack detail
        && detail
            .rootId()
            .or(detail::parentId)
            .map(id -> new ItemId(ItemType.STACK, id))
            .filter(roots::contains)
            .isPresent();
  }
}
