package dev.berth.stacks.simulate;

import dev.berth.stacks.inventory.Completeness;
import dev.berth.stacks.inventory.Detail;
import dev.berth.stacks.inventory.Flag;
import dev.berth.stacks.inventory.Item;
import dev.berth.stacks.inventory.ItemId;
import dev.berth.stacks.inventory.ItemType;
import dev.berth.stacks.inventory.Tags;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Everybody else with rights in the account: guests who put agents into our networks and take them
 * away, developers who mark things to be kept, deploy under an old name or update a stack, other
 * sweepers. Some of it happens exactly between a listing and what is done about it.
 */
final class Neighbours {
  /** Long enough that a sweeper that looks again must see what happened. */
  private static final Duration A_WHILE = Judge.LOOK.plusSeconds(15);

  private final VirtualClock clock;
  private final Estate estate;
  private final SimulatedAgents agents;
  private final SimulatedStacks stacks;
  private final Blocks blocks;
  private final List<Scenario.Holding> holdings;
  private final Faults faults;
  private final Dice dice;
  private final Tally tally;
  private int numbers = 1_000;

  /** What neighbours act on. */
  record Place(
      VirtualClock clock,
      Estate estate,
      SimulatedAgents agents,
      SimulatedStacks stacks,
      List<Scenario.Holding> holdings,
      Faults faults,
      Tally tally) {}

  Neighbours(Place place, Dice dice) {
    this.clock = place.clock();
    this.estate = place.estate();
    this.agents = place.agents();
    this.stacks = place.stacks();
    this.blocks = new Blocks(estate, agents, dice.apart(), 500);
    this.holdings = place.holdings();
    this.faults = place.faults();
    this.dice = dice;
    this.tally = place.tally();
  }

  /** Plans what they do at their own times. */
  void moveIn() {
    for (Scenario.Holding holding : holdings) {
      if (dice.oneIn(4)) {
        clock.in(dice.minutes(5, 500), () -> visit(holding));
      }
      if (dice.oneIn(8)) {
        clock.in(dice.minutes(5, 300), () -> keep(holding));
      }
      if (dice.oneIn(10)) {
        clock.in(dice.minutes(5, 300), () -> deleteIt(holding));
      }
      if (dice.oneIn(10)) {
        clock.in(dice.minutes(5, 300), () -> update(holding));
      }
      if (dice.oneIn(6)) {
        clock.in(dice.minutes(30, 600), () -> deployAgain(holding));
      }
    }
  }

  /** Called in the middle of a listing's answer: what it shows is over when it is used. */
  void listed(ItemType type) {
    if (!faults.active()) {
      return;
    }
    boolean happened =
        switch (type) {
          case LOG_GROUP, ECR_REPOSITORY -> dice.oneIn(3) && recreate(type);
          case NETWORK_INTERFACE -> dice.oneIn(6) && useAgain();
          default -> dice.oneIn(150) && keepSomething();
        };
    if (happened) {
      clock.spend(A_WHILE);
    }
  }

  private boolean keepSomething() {
    return !holdings.isEmpty() && keep(dice.pick(holdings));
  }

  /** Somebody marks a stack, or what is left of it, to be kept. */
  private boolean keep(Scenario.Holding holding) {
    if (holding.tenant().everProtected()) {
      return false;
    }
    Optional<Item> stack = estate.find(holding.stack());
    if (stack.isPresent()) {
      if (stack.get().status().endsWith("_IN_PROGRESS")) {
        return false;
      }
      boolean byTag = dice.oneIn(2);
      estate.change(
          holding.stack(),
          item -> byTag ? Scenario.marked(item, "keep", "mine") : protectedFromNow(item));
      holding.tenant().protect(clock.now(), Instant.MAX);
      return true;
    }
    List<Item> left =
        estate.items().stream()
            .filter(item -> estate.tenantOf(item.id()) == holding.tenant())
            .filter(item -> item.type() != ItemType.NETWORK_INTERFACE)
            .filter(item -> item.tags().readable())
            .toList();
    if (left.isEmpty()) {
      return false;
    }
    Item kept = dice.pick(left);
    estate.change(kept.id(), item -> Scenario.marked(item, "keep", "mine"));
    estate.thing(kept.id()).ifPresent(thing -> thing.protect(clock.now()));
    holding.tenant().open();
    return true;
  }

  private static Item protectedFromNow(Item stack) {
    Detail.Stack detail = (Detail.Stack) stack.detail();
    return stack.withDetail(
        new Detail.Stack(
            detail.resources(),
            detail.resourcesListed(),
            Flag.YES,
            detail.parentId(),
            detail.rootId()));
  }

  /** A guest's agent comes, uses a lingering interface again, and goes. */
  private boolean visit(Scenario.Holding holding) {
    boolean stands =
        estate.stands(holding.network().subnet()) && estate.stands(holding.network().group());
    if (!stands) {
      return false;
    }
    ItemId guest = blocks.guest(Tenant.stranger("a guest"), holding.network());
    clock.in(dice.minutes(20, 200), () -> estate.find(guest).ifPresent(agents::vanish));
    return true;
  }

  private boolean useAgain() {
    return !holdings.isEmpty() && visit(dice.pick(holdings));
  }

  /** Somebody deletes a name and makes another thing of it. */
  private boolean recreate(ItemType type) {
    List<Item> ours =
        estate.items(type).stream()
            .filter(item -> !estate.tenantOf(item.id()).foreign())
            .filter(item -> estate.usersOf(item.id()).isEmpty())
            .filter(item -> !runtimeStands(item) && !stackStands(estate.tenantOf(item.id())))
            .toList();
    if (ours.isEmpty()) {
      return false;
    }
    Item old = dice.pick(ours);
    estate.remove(old.id());
    estate.put(
        Item.of(type, old.id().id())
            .withName(old.name())
            .withCreatedAt(clock.now())
            .withTags(Tags.of(dice.oneIn(2) ? Worlds.owned() : Map.of())),
        Tenant.stranger("a namesake"));
    tally.one(Count.NAMES_RECREATED);
    return true;
  }

  /** What a stack lists under a name, CloudFormation itself takes for the stack's. */
  private boolean stackStands(Tenant tenant) {
    return holdings.stream().anyMatch(one -> one.tenant() == tenant && estate.stands(one.stack()));
  }

  /** While its runtime stands, the service's own log group cannot be told from a namesake. */
  private boolean runtimeStands(Item logs) {
    return estate.items(ItemType.RUNTIME).stream()
        .anyMatch(runtime -> logs.id().id().endsWith("/" + runtime.id().id() + "-DEFAULT"));
  }

  /** Another sweeper, or a person, deletes the stack. */
  private void deleteIt(Scenario.Holding holding) {
    if (!holding.tenant().everProtected()) {
      estate
          .find(holding.stack())
          .filter(stack -> !stack.status().endsWith("_IN_PROGRESS"))
          .ifPresent(stack -> stacks.work(stack.id(), Set.of()));
    }
  }

  private void update(Scenario.Holding holding) {
    if (!holding.tenant().everProtected()) {
      estate
          .find(holding.stack())
          .filter(stack -> stack.status().endsWith("_COMPLETE"))
          .ifPresent(
              stack -> {
                estate.change(stack.id(), item -> item.withStatus("UPDATE_IN_PROGRESS"));
                clock.in(
                    dice.minutes(3, 60),
                    () -> estate.change(stack.id(), item -> item.withStatus("UPDATE_COMPLETE")));
              });
    }
  }

  /** Somebody deploys under the name of a stack that is gone. */
  private void deployAgain(Scenario.Holding holding) {
    if (estate.stands(holding.stack())) {
      return;
    }
    Tenant stranger = Tenant.stranger("deployed again");
    ItemId id = Scenario.stackId(holding.tenant().called(), numbers++);
    estate.put(
        Item.of(ItemType.STACK, id.id())
            .withName(holding.tenant().called())
            .withStatus("CREATE_COMPLETE")
            .withCreatedAt(clock.now())
            .withTags(dice.oneIn(2) ? Tags.none() : Tags.of(Map.of("owner", "somebody-else")))
            .withDetail(
                new Detail.Stack(
                    List.of(),
                    new Completeness.Complete(),
                    Flag.NO,
                    Optional.empty(),
                    Optional.empty())),
        stranger);
    tally.one(Count.NAMES_RECREATED);
  }
}
