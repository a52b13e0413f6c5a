package dev.berth.stacks.simulate;

import dev.berth.stacks.cloud.AccountPort;
import dev.berth.stacks.cloud.Answer;
import dev.berth.stacks.cloud.Cloud;
import dev.berth.stacks.cloud.CloudFailure;
import dev.berth.stacks.cloud.FailureKind;
import dev.berth.stacks.cloud.Listing;
import dev.berth.stacks.cloud.Look;
import dev.berth.stacks.inventory.Completeness;
import dev.berth.stacks.inventory.Detail;
import dev.berth.stacks.inventory.Flag;
import dev.berth.stacks.inventory.GroupRule;
import dev.berth.stacks.inventory.Item;
import dev.berth.stacks.inventory.ItemId;
import dev.berth.stacks.inventory.ItemType;
import dev.berth.stacks.inventory.Scope;
import dev.berth.stacks.inventory.Tags;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The account behind its ports: every call takes time, may fail before or after its effect, may be
 * the last of its run, and shows listings as they were some seconds ago. Thread-safe.
 */
final class SimulatedCloud {
  private final VirtualClock clock;
  private final Estate estate;
  private final SimulatedAgents agents;
  private final SimulatedNetwork network;
  private final SimulatedStacks stacks;
  private final Surroundings around;

  /**
   * What happens around calls.
   *
   * @param scope the account and region that answer
   * @param listed told of each type that was listed, after the answer was made
   * @param holdsLock whether the run with this name has the ledger's lock
   */
  record Surroundings(
      Scope scope,
      Faults faults,
      Judge judge,
      Tally tally,
      Consumer<ItemType> listed,
      Function<String, Boolean> holdsLock) {}

  SimulatedCloud(
      VirtualClock clock,
      Estate estate,
      SimulatedAgents agents,
      SimulatedNetwork network,
      SimulatedStacks stacks,
      Surroundings around) {
    this.clock = clock;
    this.estate = estate;
    this.agents = agents;
    this.network = network;
    this.stacks = stacks;
    this.around = around;
  }

  /** The cloud as one run sees it. */
  Cloud as(Seat seat) {
    return SimulatedPorts.of(this, seat);
  }

  private <T> T timed(Seat seat, boolean mayPause, Supplier<T> call) {
    synchronized (clock) {
      Instant start = clock.now();
      Duration aside = clock.aside();
      seat.begin();
      around.tally().one(Count.API_CALLS);
      clock.spend(around.faults().latency(mayPause));
      T answer = call.get();
      seat.end(Duration.between(start, clock.now()).minus(clock.aside().minus(aside)));
      return answer;
    }
  }

  private static CloudFailure failure(Faults.Fault fault, String operation) {
    return new CloudFailure(fault.kind(), operation, "injected by the simulation");
  }

  AccountPort.Identity identity(Seat seat) {
    return timed(
        seat,
        true,
        () ->
            around
                .faults()
                .ofRead(ItemType.OTHER)
                .<AccountPort.Identity>map(
                    fault -> new AccountPort.Identity.Unknown(failure(fault, "GetCallerIdentity")))
                .orElseGet(
                    () ->
                        new AccountPort.Identity.Known(
                            around.scope(), "arn:aws:iam::111122223333:role/sweeper")));
  }

  Listing list(Seat seat, ItemType type) {
    return timed(
        seat,
        true,
        () -> {
          List<Item> items = new ArrayList<>();
          for (Item item : estate.seen(type, around.faults().listed())) {
            items.add(
                around.faults().blurs() ? around.faults().blurred(listed(item)) : listed(item));
          }
          Optional<Faults.Fault> fault = around.faults().ofRead(type);
          around.listed().accept(type);
          if (fault.isPresent()) {
            return Listing.broken(around.faults().arrived(items), failure(fault.get(), "List"));
          }
          return type == ItemType.RUNTIME_SESSION
              ? Listing.known(items, "the API has no list of runtime sessions")
              : Listing.complete(items);
        });
  }

  /** What a listing shows of a stack. */
  private static Item listed(Item item) {
    return item.detail() instanceof Detail.Stack stack
        ? item.withDetail(
            new Detail.Stack(
                List.of(),
                new Completeness.NotAsked(),
                Flag.UNKNOWN,
                stack.parentId(),
                stack.rootId()))
        : item;
  }

  Look look(Seat seat, ItemId id) {
    return timed(
        seat,
        true,
        () -> {
          Optional<Faults.Fault> fault = around.faults().ofRead(id.type());
          if (fault.isPresent()) {
            return new Look.Unknown(failure(fault.get(), "Get"));
          }
          Optional<Item> seen = estate.seen(id, around.faults().looked());
          if (id.type() == ItemType.RUNTIME_SESSION && runtimeOf(id).isPresent()) {
            return new Look.Unknown(
                new CloudFailure(FailureKind.INVALID, "Get", "no API answers this"));
          }
          return seen.<Look>map(
                  item ->
                      new Look.Present(
                          around.faults().blurs() ? around.faults().blurred(item) : item))
              .orElseGet(() -> new Look.Absent("not found"));
        });
  }

  private Optional<Item> runtimeOf(ItemId session) {
    String runtime = session.id().substring(0, Math.max(0, session.id().indexOf('/')));
    return runtime.isEmpty()
        ? Optional.empty()
        : estate.find(new ItemId(ItemType.RUNTIME, runtime));
  }

  private Answer change(Seat seat, String action, ItemId id, Supplier<Answer> effect) {
    synchronized (clock) {
      boolean deletes = action.equals("delete") || action.equals("retain");
      around.judge().changes(seat, action, id, around.holdsLock().apply(seat.run()));
      if (deletes) {
        around.judge().deletes(seat, id);
      }
      return timed(
          seat,
          false,
          () -> {
            Optional<Faults.Fault> fault = around.faults().ofWrite();
            if (fault.isPresent() && !fault.get().afterEffect()) {
              return new Answer.Refused(failure(fault.get(), action));
            }
            Answer answer = effect.get();
            if (deletes && answer instanceof Answer.Accepted) {
              around.tally().one(Count.DELETES_EXECUTED);
            }
            return fault.isPresent() ? new Answer.Refused(failure(fault.get(), action)) : answer;
          });
    }
  }

  Answer delete(Seat seat, ItemId id) {
    return change(
        seat, "delete", id, () -> estate.find(id).map(this::delete).orElseGet(this::absent));
  }

  private Answer absent() {
    return new Answer.Already("not found");
  }

  private Answer delete(Item item) {
    return switch (item.type().area()) {
      case STACKS -> stacks.delete(item, Set.of());
      case RUNTIMES -> agents.delete(item);
      case NETWORK, LEFTOVERS -> network.delete(item);
      case SESSIONS -> {
        estate.remove(item.id());
        yield new Answer.Accepted();
      }
      case NONE ->
          new Answer.Refused(new CloudFailure(FailureKind.INVALID, "Delete", "no such type"));
    };
  }

  Answer retain(Seat seat, ItemId stack, Set<String> logicalIds) {
    return change(
        seat,
        "retain",
        stack,
        () ->
            estate
                .find(stack)
                .map(item -> stacks.delete(item, logicalIds))
                .orElseGet(this::absent));
  }

  Answer revoke(Seat seat, ItemId group, GroupRule rule) {
    return change(seat, "revoke", group, () -> network.revoke(group, rule));
  }

  Answer tag(Seat seat, ItemId id, Map<String, String> tags) {
    boolean reserved =
        tags.keySet().stream()
            .anyMatch(key -> key.startsWith("aws:") || key.equals("AmazonBedrockAgentCoreManaged"));
    if (reserved) {
      return new Answer.Refused(
          new CloudFailure(FailureKind.INVALID, "CreateTags", "a reserved key"));
    }
    return change(seat, "tag", id, () -> tagged(id, tags));
  }

  private Answer tagged(ItemId id, Map<String, String> tags) {
    if (!estate.stands(id)) {
      return new Answer.Refused(new CloudFailure(FailureKind.NOT_FOUND, "CreateTags", "not found"));
    }
    estate.change(
        id,
        item -> {
          Map<String, String> all = new HashMap<>(tags);
          if (item.tags() instanceof Tags.Known(Map<String, String> before)) {
            before.forEach(all::putIfAbsent);
          }
          return item.withTags(Tags.of(all));
        });
    return new Answer.Accepted();
  }
}
