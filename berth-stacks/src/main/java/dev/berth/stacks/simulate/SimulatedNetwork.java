package dev.berth.stacks.simulate;

import dev.berth.stacks.cloud.Answer;
import dev.berth.stacks.cloud.CloudFailure;
import dev.berth.stacks.cloud.FailureKind;
import dev.berth.stacks.inventory.Area;
import dev.berth.stacks.inventory.Detail;
import dev.berth.stacks.inventory.Flag;
import dev.berth.stacks.inventory.GroupRule;
import dev.berth.stacks.inventory.Item;
import dev.berth.stacks.inventory.ItemId;
import dev.berth.stacks.inventory.ItemType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * EC2's networking and what stands outside of it without a life of its own: refuses while something
 * is in the way, and does not say what. That a runtime means to use a subnet is no reason for EC2.
 */
final class SimulatedNetwork {
  private final VirtualClock clock;
  private final Estate estate;
  private final Dice dice;

  SimulatedNetwork(VirtualClock clock, Estate estate, Dice dice) {
    this.clock = clock;
    this.estate = estate;
    this.dice = dice;
  }

  Answer delete(Item item) {
    if (item.type() == ItemType.NETWORK_INTERFACE && !item.status().equals("available")) {
      return refused(FailureKind.IN_USE);
    }
    if (isDefault(item)) {
      return refused(FailureKind.INVALID);
    }
    if (blocked(item)) {
      return refused(FailureKind.DEPENDENCY_VIOLATION);
    }
    boolean slow = item.type() == ItemType.NAT_GATEWAY || item.type() == ItemType.VPC_ENDPOINT;
    if (!slow) {
      vanish(item);
    } else if (!item.status().equals("deleting")) {
      estate.change(item.id(), one -> one.withStatus("deleting"));
      clock.in(dice.minutes(1, 3), () -> vanish(item));
    }
    return new Answer.Accepted();
  }

  private static Answer refused(FailureKind kind) {
    return new Answer.Refused(new CloudFailure(kind, "Delete", "has a dependent object"));
  }

  static boolean isDefault(Item item) {
    return switch (item.detail()) {
      case Detail.NetworkPart(Flag flag) -> flag == Flag.YES;
      case Detail.SecurityGroup(Flag flag, _) -> flag == Flag.YES;
      case Detail.Plain _, Detail.Stack _, Detail.NetworkInterface _ -> false;
      case Detail.Agent _, Detail.Session _, Detail.VpcEndpoint _ -> false;
    };
  }

  /** Whether the cloud would refuse to delete it. */
  boolean blocked(Item item) {
    if (item.type() == ItemType.NETWORK_INTERFACE) {
      return !item.status().equals("available");
    }
    for (Item user : estate.usersOf(item.id())) {
      boolean counts =
          !user.type().ownsInterfaces()
              && user.type().area() != Area.SESSIONS
              && !partOf(user, item);
      if (counts) {
        return true;
      }
    }
    return false;
  }

  /** Defaults go with their VPC. */
  static boolean partOf(Item item, Item whole) {
    return whole.type() == ItemType.VPC && isDefault(item) && item.uses().contains(whole.id());
  }

  /** It is gone from now on, with its parts and its own interfaces. */
  void vanish(Item item) {
    List<ItemId> with = new ArrayList<>();
    for (Item user : estate.usersOf(item.id())) {
      if (partOf(user, item)) {
        with.add(user.id());
      }
    }
    for (Item face : estate.items(ItemType.NETWORK_INTERFACE)) {
      if (face.detail() instanceof Detail.NetworkInterface detail
          && !detail.description().isEmpty()
          && detail.description().endsWith(" " + item.id().id())) {
        with.add(face.id());
      }
    }
    with.forEach(estate::remove);
    estate.remove(item.id());
  }

  Answer revoke(ItemId group, GroupRule rule) {
    if (!(estate.find(group).map(Item::detail).orElse(new Detail.Plain())
        instanceof Detail.SecurityGroup detail)) {
      return new Answer.Refused(new CloudFailure(FailureKind.NOT_FOUND, "Revoke", "no group"));
    }
    if (detail.rules().stream().noneMatch(one -> one.ruleId().equals(rule.ruleId()))) {
      return new Answer.Already("no such rule");
    }
    List<GroupRule> rules =
        detail.rules().stream().filter(one -> !one.ruleId().equals(rule.ruleId())).toList();
    estate.change(
        group,
        item -> {
          Set<ItemId> uses = new HashSet<>(item.uses());
          rule.referencedGroup()
              .map(named -> new ItemId(ItemType.SECURITY_GROUP, named))
              .filter(
                  named ->
                      rules.stream()
                          .noneMatch(
                              one -> one.referencedGroup().filter(named.id()::equals).isPresent()))
              .ifPresent(uses::remove);
          return item.withUses(uses)
              .withDetail(new Detail.SecurityGroup(detail.isDefault(), rules));
        });
    return new Answer.Accepted();
  }
}
