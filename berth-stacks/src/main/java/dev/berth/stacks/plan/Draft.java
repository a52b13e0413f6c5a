package dev.berth.stacks.plan;

import dev.berth.stacks.inventory.Area;
import dev.berth.stacks.inventory.Detail;
import dev.berth.stacks.inventory.Item;
import dev.berth.stacks.inventory.ItemId;
import dev.berth.stacks.inventory.ItemType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * First each item by itself, most daring first; then demotions until nothing moves. A decision is
 * only ever demoted, from delete over wait and unknown to keep, so it ends after at most three
 * changes per item. Confined to one thread.
 */
final class Draft {
  private final Facts facts;
  private final Map<ItemId, Decision> decisions = new HashMap<>();
  private final Map<ItemId, ItemId> homes = new HashMap<>();

  Draft(Facts facts) {
    this.facts = facts;
  }

  Map<ItemId, Decision> settle() {
    begin();
    boolean moved = true;
    while (moved) {
      moved = false;
      for (Item item : facts.inventory.items().values()) {
        moved |= demote(item);
      }
    }
    return decisions;
  }

  private void begin() {
    StackDraft stacks = new StackDraft(facts);
    facts.inventory.ofType(ItemType.STACK).forEach(one -> decisions.put(one.id(), stacks.of(one)));
    ItemDraft items = new ItemDraft(facts, Map.copyOf(decisions));
    List<Item> inside = new ArrayList<>();
    for (Item item : facts.inventory.items().values()) {
      if (item.type() == ItemType.STACK) {
        continue;
      }
      Optional<ItemId> home = home(item);
      home.ifPresent(id -> homes.put(item.id(), id));
      if (home.isPresent() && facts.belonging(item.id()).isEmpty()) {
        inside.add(item);
      } else {
        decisions.put(item.id(), items.of(item));
      }
    }
    for (Item item : inside) {
      Decision parent = decisions.get(homes.get(item.id()));
      decisions.put(item.id(), parent == null ? items.of(item) : items.inside(item, parent));
    }
  }

  /** What the item lives in, and whose fate it shares. */
  private Optional<ItemId> home(Item item) {
    if (item.detail() instanceof Detail.Session(ItemId owner, _)) {
      return Optional.of(owner);
    }
    return switch (item.type()) {
      case RUNTIME_ENDPOINT, WORKLOAD_IDENTITY -> first(item, ItemType.RUNTIME);
      case ECR_IMAGE -> first(item, ItemType.ECR_REPOSITORY);
      case NETWORK_INTERFACE -> first(item, ItemType.SUBNET);
      case RUNTIME_SESSION, BROWSER_SESSION, INTERPRETER_SESSION, RUNTIME, BROWSER ->
          Optional.empty();
      case CODE_INTERPRETER, NAT_GATEWAY, ELASTIC_IP, VPC_ENDPOINT, STACK -> Optional.empty();
      case SECURITY_GROUP, SUBNET, ROUTE_TABLE, NETWORK_ACL, INTERNET_GATEWAY -> Optional.empty();
      case EGRESS_ONLY_GATEWAY, VPC, LOG_GROUP, ECR_REPOSITORY, BUCKET, SECRET, OTHER ->
          Optional.empty();
    };
  }

  private Optional<ItemId> first(Item item, ItemType type) {
    return item.uses().stream()
        .filter(used -> used.type() == type && facts.inventory.find(used).isPresent())
        .filter(used -> type != ItemType.SUBNET || facts.belonging(item.id()).isPresent())
        .sorted()
        .findFirst();
  }

  private boolean demote(Item item) {
    Decision now = of(decisions, item.id());
    if (now instanceof Decision.Keep) {
      return false;
    }
    Decision lower = item.type() == ItemType.STACK ? byMembers(item, now) : byHome(item, now);
    lower = worse(lower, byBlockers(item, now));
    lower = worse(lower, byUsers(item, now));
    decisions.put(item.id(), lower);
    return rank(lower) > rank(now);
  }

  /** The decision about an item of the inventory: there always is one. */
  static Decision of(Map<ItemId, Decision> decisions, ItemId id) {
    return Objects.requireNonNull(decisions.get(id), "every item has a decision");
  }

  private static int rank(Decision decision) {
    return switch (decision) {
      case Decision.Delete _ -> 0;
      case Decision.Wait _ -> 1;
      case Decision.Unknown _ -> 2;
      case Decision.Keep _ -> 3;
    };
  }

  /** A stack takes its members with it: what keeps one of them keeps the stack. */
  private Decision byMembers(Item stack, Decision now) {
    Decision worst = now;
    for (Item member : facts.members(stack.id())) {
      worst = worse(worst, fromUser(stack, member, member.id()));
      for (Item user : facts.users(member.id())) {
        if (!facts.isMember(user.id(), stack.id())) {
          worst = worse(worst, fromUser(stack, user, member.id()));
        }
      }
    }
    return worst;
  }

  private Decision fromUser(Item stack, Item user, ItemId used) {
    return switch (of(decisions, user.id())) {
      case Decision.Keep _ -> usedByKept(stack, user, used);
      case Decision.Unknown _ -> usedByUnknown(stack, user, used);
      case Decision.Wait wait when holdsUp(stack, wait) -> facts.wait(stack, WaitReason.BLOCKED);
      case Decision.Wait _, Decision.Delete _ -> of(decisions, stack.id());
    };
  }

  /**
   * Whether a stack is not deleted now because of this. What lingers does not stop a first attempt,
   * which removes everything else; after that attempt it does. A retaining deletion does not wait
   * for what lingers either.
   */
  private boolean holdsUp(Item stack, Decision.Wait wait) {
    boolean failed = StackStatus.of(stack.status()) == StackStatus.DELETE_FAILED;
    boolean retains =
        facts.policy.selection() instanceof Selection.Destroy(ItemId chosen, boolean retain)
            && retain
            && chosen.equals(stack.id());
    return switch (wait.reason()) {
      case WITH_ITS_STACK, WITH_ITS_PARENT -> false;
      case DELETING, IN_PROGRESS -> true;
      case LEASED, SETTLING, BLOCKED -> failed && !retains;
    };
  }

  private Decision byHome(Item item, Decision now) {
    ItemId stack = facts.belonging(item.id()).map(Ownership.Belonging::stack).orElse(null);
    Decision fate = stack == null ? null : decisions.get(stack);
    if (fate instanceof Decision.Keep kept) {
      return new Decision.Keep(item, KeepReason.STACK_STAYS, kept.item().id().id());
    }
    if (fate instanceof Decision.Unknown) {
      return new Decision.Unknown(item, UnknownReason.RESOURCES_UNREAD, "its stack is unknown");
    }
    ItemId home = homes.get(item.id());
    Decision parent = home == null ? null : decisions.get(home);
    if (parent instanceof Decision.Keep && now instanceof Decision.Delete) {
      return new Decision.Keep(item, KeepReason.STACK_STAYS, "lives in " + home);
    }
    if (parent instanceof Decision.Unknown && now instanceof Decision.Delete) {
      return new Decision.Unknown(item, UnknownReason.USED_BY_UNKNOWN, "lives in " + home);
    }
    return now;
  }

  /** What waits for something that stays would wait for ever: it stays too. */
  private Decision byBlockers(Item item, Decision now) {
    if (!(now instanceof Decision.Wait wait)) {
      return now;
    }
    for (ItemId blocker : wait.blockers()) {
      Decision decision = decisions.get(blocker);
      if (decision instanceof Decision.Keep) {
        return new Decision.Keep(item, KeepReason.USED_BY_KEPT, blocker + " stays and needs it");
      }
      if (decision instanceof Decision.Unknown) {
        return new Decision.Unknown(item, UnknownReason.USED_BY_UNKNOWN, blocker + " is unknown");
      }
    }
    return now;
  }

  private Decision byUsers(Item item, Decision now) {
    Decision worst = now;
    for (Item user : facts.users(item.id())) {
      worst =
          worse(
              worst,
              switch (of(decisions, user.id())) {
                case Decision.Keep _ -> usedByKept(item, user, item.id());
                case Decision.Unknown _ -> usedByUnknown(item, user, item.id());
                case Decision.Wait wait when blocks(decisions, wait, item, facts) ->
                    facts.wait(item, WaitReason.BLOCKED);
                case Decision.Wait _, Decision.Delete _ -> now;
              });
    }
    return worst;
  }

  /**
   * Whether something that waits stands in the way of what it uses. Not so a session, which ends
   * with its runtime; a part of the thing itself; an interface that goes with what is in the plan;
   * what goes with the same stack; and a default group, whose rules are revoked.
   */
  static boolean blocks(
      Map<ItemId, Decision> decisions, Decision.Wait wait, Item used, Facts facts) {
    Item user = wait.item();
    if (user.type().area() == Area.SESSIONS) {
      return false;
    }
    return switch (wait.reason()) {
      case WITH_ITS_PARENT ->
          !wait.blockers().contains(used.id())
              && !(user.type() == ItemType.SECURITY_GROUP && used.type() == ItemType.SECURITY_GROUP)
              && !wait.blockers().stream()
                  .allMatch(blocker -> decisions.get(blocker) instanceof Decision.Delete);
      case WITH_ITS_STACK ->
          wait.blockers().stream().noneMatch(stack -> facts.isMember(used.id(), stack));
      case LEASED, SETTLING, BLOCKED, DELETING, IN_PROGRESS -> true;
    };
  }

  private static Decision worse(Decision a, Decision b) {
    return rank(b) > rank(a) ? b : a;
  }

  private static Decision usedByKept(Item item, Item user, ItemId used) {
    return new Decision.Keep(
        item, KeepReason.USED_BY_KEPT, user.id() + " stays" + through(item, used));
  }

  private static Decision usedByUnknown(Item item, Item user, ItemId used) {
    return new Decision.Unknown(
        item, UnknownReason.USED_BY_UNKNOWN, user.id() + " is unknown" + through(item, used));
  }

  private static String through(Item item, ItemId used) {
    return used.equals(item.id()) ? " and needs it" : " and is or needs its " + used;
  }
}
