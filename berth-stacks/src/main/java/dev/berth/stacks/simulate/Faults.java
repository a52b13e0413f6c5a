package dev.berth.stacks.simulate;

import dev.berth.stacks.cloud.FailureKind;
import dev.berth.stacks.inventory.AgentNetwork;
import dev.berth.stacks.inventory.Completeness;
import dev.berth.stacks.inventory.Detail;
import dev.berth.stacks.inventory.Flag;
import dev.berth.stacks.inventory.Item;
import dev.berth.stacks.inventory.ItemType;
import dev.berth.stacks.inventory.Tags;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What goes wrong with calls, for as long as it does. */
final class Faults {
  private static final List<FailureKind> OF_READS =
      List.of(
          FailureKind.THROTTLED,
          FailureKind.THROTTLED,
          FailureKind.DENIED,
          FailureKind.UNAVAILABLE,
          FailureKind.EFFECT_UNKNOWN,
          FailureKind.MALFORMED,
          FailureKind.INVALID,
          FailureKind.NOT_PERMITTED);
  private static final List<FailureKind> OF_WRITES = List.of(FailureKind.values());

  private final Dice dice;
  private final Weather weather;
  private final VirtualClock clock;
  private final Tally tally;

  /**
   * How bad it is.
   *
   * @param rate of failing calls, 0 to 1
   * @param until when it stops
   * @param denied a type that cannot be read until then
   * @param lag how much listings lag at most
   * @param lookLag how much looks lag at most
   * @param pauses whether the sweeper's machine sometimes stands still for minutes
   */
  record Weather(
      double rate,
      Instant until,
      Optional<ItemType> denied,
      Duration lag,
      Duration lookLag,
      boolean pauses) {
    static Weather any(Dice dice) {
      double rate =
          switch (dice.between(0, 5)) {
            case 0, 1 -> 0;
            case 2, 3 -> 0.01;
            case 4 -> 0.05;
            default -> 0.2;
          };
      Optional<ItemType> denied =
          dice.oneIn(6) ? Optional.of(dice.pick(List.of(ItemType.values()))) : Optional.empty();
      return new Weather(
          rate,
          VirtualClock.START.plus(dice.minutes(60, 600)),
          denied,
          Duration.ofSeconds(dice.oneIn(2) ? 0 : dice.between(1, 60)),
          Duration.ofMillis(dice.oneIn(2) ? 0 : dice.between(1, 3_000)),
          dice.oneIn(4));
    }
  }

  /**
   * One fault.
   *
   * @param afterEffect whether the call did what it was asked before it failed
   */
  record Fault(FailureKind kind, boolean afterEffect) {}

  Faults(Dice dice, Weather weather, VirtualClock clock, Tally tally) {
    this.dice = dice;
    this.weather = weather;
    this.clock = clock;
    this.tally = tally;
  }

  boolean active() {
    return clock.now().isBefore(weather.until());
  }

  Optional<Fault> ofRead(ItemType type) {
    if (active() && weather.denied().filter(type::equals).isPresent()) {
      tally.one(Count.FAULTS_INJECTED);
      return Optional.of(new Fault(FailureKind.DENIED, false));
    }
    return drawn() ? Optional.of(new Fault(dice.pick(OF_READS), false)) : Optional.empty();
  }

  Optional<Fault> ofWrite() {
    if (!drawn()) {
      return Optional.empty();
    }
    FailureKind kind = dice.pick(OF_WRITES);
    return Optional.of(new Fault(kind, kind.effectPossible() && dice.oneIn(2)));
  }

  private boolean drawn() {
    boolean drawn = active() && dice.chance(weather.rate());
    if (drawn) {
      tally.one(Count.FAULTS_INJECTED);
    }
    return drawn;
  }

  /** How long a call takes. */
  Duration latency(boolean mayPause) {
    if (mayPause && weather.pauses() && active() && dice.oneIn(400)) {
      tally.one(Count.FAULTS_INJECTED);
      return dice.minutes(2, 9);
    }
    return Duration.ofMillis(dice.between(20, 150));
  }

  Instant listed() {
    return clock.now().minusMillis(lag(weather.lag()));
  }

  Instant looked() {
    return clock.now().minusMillis(lag(weather.lookLag()));
  }

  private int lag(Duration most) {
    return most.isZero() ? 0 : dice.between(0, (int) most.toMillis());
  }

  /** Whether something about one thing cannot be read. */
  boolean blurs() {
    return drawn();
  }

  /** Which half of the pages arrives; none of them once in a while. */
  List<Item> arrived(List<Item> items) {
    int first = dice.between(0, Math.max(0, items.size()));
    return dice.oneIn(3) ? List.of() : List.copyOf(items.subList(0, first));
  }

  /** The same with a part of it unread. */
  Item blurred(Item item) {
    if (dice.oneIn(2)) {
      return item.withTags(new Tags.Unreadable("AccessDenied"));
    }
    return switch (item.detail()) {
      case Detail.Agent _ -> item.withDetail(new Detail.Agent(new AgentNetwork.Unknown("denied")));
      case Detail.NetworkPart _ -> item.withDetail(new Detail.NetworkPart(Flag.UNKNOWN));
      case Detail.SecurityGroup(_, var rules) ->
          item.withDetail(new Detail.SecurityGroup(Flag.UNKNOWN, rules));
      case Detail.Stack stack ->
          item.withDetail(
              new Detail.Stack(
                  stack.resources().subList(0, stack.resources().size() / 2),
                  new Completeness.Partial("ListStackResources: the second page failed"),
                  stack.terminationProtection(),
                  stack.parentId(),
                  stack.rootId()));
      case Detail.Plain _, Detail.NetworkInterface _, Detail.Session _, Detail.VpcEndpoint _ ->
          new Item(
              item.id(),
              item.name(),
              Optional.empty(),
              item.tags(),
              item.status(),
              item.uses(),
              item.detail());
    };
  }
}
