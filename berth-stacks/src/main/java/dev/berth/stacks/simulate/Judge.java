package dev.berth.stacks.simulate;

import dev.berth.stacks.inventory.Area;
import dev.berth.stacks.inventory.Detail;
import dev.berth.stacks.inventory.Item;
import dev.berth.stacks.inventory.ItemId;
import dev.berth.stacks.inventory.ItemType;
import dev.berth.stacks.inventory.StackResource;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Sees every request before the cloud does and knows whose everything really is. Shares no code
 * with the planner. A fact counts against a request only if the sweeper could know it: what a look
 * shows, after {@link #LOOK}; what only listings show, after {@link #PICTURE}.
 */
final class Judge {
  /** Between the last look at a thing and the request: some calls and their retries. */
  static final Duration LOOK = Duration.ofSeconds(40);

  /** The age at which a picture is made anew, the time of making it, and the lag of listings. */
  static final Duration PICTURE = Duration.ofMinutes(6);

  private final VirtualClock clock;
  private final Estate estate;
  private final Leases leases;
  private final Tally tally;

  Judge(VirtualClock clock, Estate estate, Leases leases, Tally tally) {
    this.clock = clock;
    this.estate = estate;
    this.leases = leases;
    this.tally = tally;
  }

  private Instant look() {
    return clock.now().minus(LOOK);
  }

  private Instant picture() {
    return clock.now().minus(PICTURE);
  }

  /** A request to change something. */
  void changes(Seat seat, String action, ItemId id, boolean holdsLock) {
    String what = seat.run() + " " + action + " " + id;
    if (seat.dry()) {
      tally.violation(Count.DRY_RUN_WRITES, what);
    }
    if (!holdsLock) {
      tally.violation(Count.UNFENCED_WRITES, what);
    }
    estate.thing(id).ifPresent(thing -> owner(thing, what));
  }

  /** A request to delete something; {@link #changes} was called for it. */
  void deletes(Seat seat, ItemId id) {
    String what = seat.run() + " delete " + id;
    if (!seat.withinCap(id)) {
      tally.violation(Count.OVER_CAP, what);
    }
    estate.thing(id).ifPresent(thing -> thing.now().ifPresent(item -> deletes(thing, item, what)));
  }

  /** Whether there is a stack on which stands what keeps all of it. */
  private boolean stackStands(Tenant tenant) {
    return estate.items(ItemType.STACK).stream()
        .anyMatch(stack -> estate.tenantOf(stack.id()) == tenant);
  }

  /** What keeps a whole tenant is written on its stack, which is to be looked at, too. */
  private void owner(Thing thing, String what) {
    Tenant tenant = thing.tenant();
    if (tenant.foreign()) {
      // Made in the moment between a look and a request: no API can tell names apart by then.
      if (!thing.since().isAfter(look())) {
        tally.violation(Count.FOREIGN_DELETES, what + " of " + tenant.called());
      }
    } else if (tenant.protectedSince(stackStands(tenant) ? look() : picture(), clock.now())) {
      tally.violation(
          Count.PROTECTED_DELETES, what + " of " + tenant.called() + " " + tenant.protection());
    }
  }

  private void deletes(Thing thing, Item item, String what) {
    if (item.detail() instanceof Detail.Stack stack) {
      if (stack.nested()) {
        tally.violation(Count.PROTECTED_DELETES, what + ", a nested stack");
      }
      orderOfStack(item, what);
      return;
    }
    if (item.type() == ItemType.NETWORK_INTERFACE) {
      face(thing, item, what);
    }
    if (keptByOthers(item)) {
      tally.violation(Count.PROTECTED_DELETES, what + ", kept or used by what is kept");
    }
    order(item, item, Set.of(item.id()), what);
  }

  private void face(Thing thing, Item item, String what) {
    boolean held = !item.status().equals("available") && !thing.statusSince().isAfter(look());
    if (held) {
      tally.violation(Count.FOREIGN_DELETES, what + ", which its service holds");
    } else if (leases.ownedSince(item.id(), picture())) {
      tally.violation(Count.PROTECTED_DELETES, what + ", whose owner stands");
    }
  }

  /** Whether it is marked to be kept, or something so marked needs it, however indirectly. */
  private boolean keptByOthers(Item item) {
    Set<ItemId> kept = new HashSet<>();
    for (Thing one : estate.standing()) {
      if (one.protectedSince(isThis(one, item) ? look() : picture())) {
        one.now().ifPresent(each -> add(kept, each.id()));
      }
    }
    return kept.contains(item.id());
  }

  private static boolean isThis(Thing thing, Item item) {
    return thing.now().map(Item::id).filter(item.id()::equals).isPresent();
  }

  private void add(Set<ItemId> kept, ItemId id) {
    if (kept.add(id)) {
      estate.find(id).ifPresent(item -> item.uses().forEach(used -> add(kept, used)));
    }
  }

  /** What uses a thing that is to go, and is not one of those that go with it. */
  private void order(Item used, Item whole, Set<ItemId> together, String what) {
    for (Item user : estate.usersOf(used.id())) {
      boolean counts =
          user.type().area() != Area.SESSIONS
              && user.type() != ItemType.WORKLOAD_IDENTITY
              && !isPart(user)
              && !together.contains(user.id());
      if (counts && (whole.type() != ItemType.STACK || standsInTheWay(user))) {
        violation(user, what);
      }
    }
  }

  /** Default groups, tables and lists of our own networks go with them. */
  private boolean isPart(Item user) {
    return SimulatedNetwork.isDefault(user) && !estate.tenantOf(user.id()).foreign();
  }

  /** An interface that only lingers does not keep anybody from trying to delete its stack. */
  private boolean standsInTheWay(Item user) {
    return user.type() != ItemType.NETWORK_INTERFACE || estate.tenantOf(user.id()).foreign();
  }

  private void violation(Item user, String what) {
    estate
        .thing(user.id())
        .filter(thing -> !thing.since().isAfter(picture()))
        .ifPresent(thing -> tally.violation(Count.ORDER_VIOLATIONS, what + " before " + user.id()));
  }

  private void orderOfStack(Item stack, String what) {
    Set<Item> members = members(stack);
    Set<ItemId> ids = new HashSet<>();
    members.forEach(member -> ids.add(member.id()));
    for (Item member : members) {
      if (goesFirst(member)) {
        violation(member, what);
      }
      order(member, stack, ids, what);
    }
  }

  private static boolean goesFirst(Item member) {
    return switch (member.type()) {
      case RUNTIME, BROWSER, CODE_INTERPRETER, NAT_GATEWAY -> true;
      case VPC_ENDPOINT ->
          member.detail() instanceof Detail.VpcEndpoint(String kind) && kind.equals("Interface");
      default -> false;
    };
  }

  private Set<Item> members(Item stack) {
    Set<Item> members = new HashSet<>();
    for (Item one : estate.items(ItemType.STACK)) {
      boolean inTree =
          one.id().equals(stack.id())
              || (one.detail() instanceof Detail.Stack nested
                  && nested.rootId().filter(stack.id().id()::equals).isPresent());
      if (inTree && one.detail() instanceof Detail.Stack detail) {
        rows(detail.resources(), members);
      }
    }
    return members;
  }

  private void rows(List<StackResource> rows, Set<Item> members) {
    for (StackResource row : rows) {
      ItemType type = ItemType.ofCloudFormation(row.type());
      if (type != ItemType.OTHER && type != ItemType.STACK) {
        estate.items(type).stream().filter(row::isAbout).forEach(members::add);
      }
    }
  }
}
