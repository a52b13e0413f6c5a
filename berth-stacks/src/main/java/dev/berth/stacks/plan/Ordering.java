package dev.berth.stacks.plan;

import dev.berth.stacks.inventory.Area;
import dev.berth.stacks.inventory.Detail;
import dev.berth.stacks.inventory.GroupRule;
import dev.berth.stacks.inventory.Item;
import dev.berth.stacks.inventory.ItemId;
import dev.berth.stacks.inventory.ItemType;
import dev.berth.stacks.inventory.StackResource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Gives settled deletes their order, by what really uses what, and their actions. */
final class Ordering {
  private final Facts facts;
  private final Map<ItemId, Decision> decisions;
  private final Map<ItemId, Set<ItemId>> after = new HashMap<>();
  private final Map<ItemId, Integer> waves = new HashMap<>();

  Ordering(Facts facts, Map<ItemId, Decision> decisions) {
    this.facts = facts;
    this.decisions = decisions;
  }

  Map<ItemId, Decision> ordered() {
    Map<ItemId, Decision> ordered = new HashMap<>(decisions);
    decisions.forEach(
        (id, decision) -> {
          if (decision instanceof Decision.Delete) {
            after.put(id, after(decision.item()));
          }
        });
    decisions.forEach(
        (id, decision) -> {
          if (decision instanceof Decision.Delete delete) {
            int wave = wave(id, new HashSet<>());
            ordered.put(
                id,
                new Decision.Delete(
                    delete.item(),
                    action(delete.item()),
                    wave,
                    after.getOrDefault(id, Set.of()),
                    delete.proofs()));
          }
        });
    return ordered;
  }

  private Set<ItemId> after(Item item) {
    Set<ItemId> first = new HashSet<>();
    facts.users(item.id()).forEach(user -> addIfFirst(first, user, item));
    if (item.type() == ItemType.STACK) {
      for (Item member : facts.members(item.id())) {
        addIfFirst(first, member, item);
        facts.users(member.id()).forEach(user -> addIfFirst(first, user, item));
      }
    }
    first.remove(item.id());
    return first;
  }

  private void addIfFirst(Set<ItemId> first, Item user, Item used) {
    if (user.type().area() == Area.SESSIONS) {
      return;
    }
    boolean groups =
        user.type() == ItemType.SECURITY_GROUP && used.type() == ItemType.SECURITY_GROUP;
    boolean goes =
        switch (Draft.of(decisions, user.id())) {
          case Decision.Delete _ -> !groups;
          case Decision.Wait wait ->
              user.type() == ItemType.NETWORK_INTERFACE
                  && wait.reason() == WaitReason.WITH_ITS_PARENT
                  && !wait.blockers().contains(used.id());
          case Decision.Keep _, Decision.Unknown _ -> false;
        };
    if (goes) {
      first.add(user.id());
    }
  }

  /** The longest way to it; a circle, which no real account has, is cut where it closes. */
  private int wave(ItemId id, Set<ItemId> onTheWay) {
    Integer known = waves.get(id);
    if (known != null) {
      return known;
    }
    if (!onTheWay.add(id)) {
      return 0;
    }
    int wave = phase(id.type());
    for (ItemId before : after.getOrDefault(id, Set.of())) {
      wave = Math.max(wave, wave(before, onTheWay) + 1);
    }
    onTheWay.remove(id);
    waves.put(id, wave);
    return wave;
  }

  /** The earliest wave of a type: what runs, then what is billed by the hour, then the rest. */
  static int phase(ItemType type) {
    return switch (type) {
      case RUNTIME_SESSION, BROWSER_SESSION, INTERPRETER_SESSION -> 0;
      case RUNTIME_ENDPOINT -> 1;
      case RUNTIME, BROWSER, CODE_INTERPRETER -> 2;
      case NAT_GATEWAY, ELASTIC_IP, VPC_ENDPOINT -> 3;
      case STACK, WORKLOAD_IDENTITY, NETWORK_INTERFACE, SECURITY_GROUP, SUBNET, ROUTE_TABLE -> 4;
      case NETWORK_ACL, INTERNET_GATEWAY, EGRESS_ONLY_GATEWAY, VPC -> 4;
      case LOG_GROUP, ECR_IMAGE, ECR_REPOSITORY, BUCKET, SECRET, OTHER -> 4;
    };
  }

  private Action action(Item item) {
    return switch (item.detail()) {
      case Detail.SecurityGroup _ -> revoking(item);
      case Detail.Stack stack -> retaining(item, stack);
      case Detail.Plain _, Detail.NetworkInterface _, Detail.Agent _ -> new Action.Remove();
      case Detail.Session _, Detail.NetworkPart _, Detail.VpcEndpoint _ -> new Action.Remove();
    };
  }

  private Action revoking(Item group) {
    return removing(revocations(group, false));
  }

  private static Action removing(List<Action.Revocation> revocations) {
    return revocations.isEmpty() ? new Action.Remove() : new Action.RevokeAndRemove(revocations);
  }

  /**
   * CloudFormation cannot delete a group that the default group of its VPC names, and nobody but us
   * revokes that rule.
   */
  private Action removingStack(Item stack) {
    List<Action.Revocation> revocations = new ArrayList<>();
    facts.members(stack.id()).stream()
        .filter(member -> member.type() == ItemType.SECURITY_GROUP)
        .map(Item::id)
        .sorted()
        .forEach(
            id ->
                facts
                    .inventory
                    .find(id)
                    .map(g -> revocations(g, true))
                    .ifPresent(revocations::addAll));
    return removing(revocations);
  }

  /**
   * Rules that name this group, of groups that go too.
   *
   * @param ofDefaults whether only those of the default groups of our VPCs count
   */
  private List<Action.Revocation> revocations(Item group, boolean ofDefaults) {
    List<Action.Revocation> revocations = new ArrayList<>();
    for (Item user : facts.users(group.id())) {
      boolean goesToo =
          switch (Draft.of(decisions, user.id())) {
            case Decision.Delete _ -> !ofDefaults;
            case Decision.Wait wait -> wait.reason() == WaitReason.WITH_ITS_PARENT;
            case Decision.Keep _, Decision.Unknown _ -> false;
          };
      if (goesToo
          && !user.id().equals(group.id())
          && user.detail() instanceof Detail.SecurityGroup(_, List<GroupRule> rules)) {
        rules.stream()
            .filter(rule -> rule.referencedGroup().filter(group.id().id()::equals).isPresent())
            .forEach(rule -> revocations.add(new Action.Revocation(user.id(), rule)));
      }
    }
    return revocations;
  }

  private static boolean nestedStack(StackResource resource) {
    return ItemType.ofCloudFormation(resource.type()) == ItemType.STACK;
  }

  private Action retaining(Item stack, Detail.Stack detail) {
    if (!(facts.policy.selection() instanceof Selection.Destroy(_, boolean retain))
        || !retain
        || StackStatus.of(stack.status()) != StackStatus.DELETE_FAILED) {
      return removingStack(stack);
    }
    List<StackResource> left =
        detail.resources().stream()
            .filter(resource -> resource.status().equals("DELETE_FAILED"))
            .toList();
    if (left.stream().anyMatch(Ordering::nestedStack)) {
      // One that is retained loses its root, and could never be deleted through it again.
      return removingStack(stack);
    }
    Set<String> failed = left.stream().map(StackResource::logicalId).collect(Collectors.toSet());
    boolean lingers =
        facts.members(stack.id()).stream()
            .map(member -> decisions.get(member.id()))
            .anyMatch(
                decision ->
                    decision instanceof Decision.Wait wait
                        && (wait.reason() == WaitReason.LEASED
                            || wait.reason() == WaitReason.SETTLING));
    if (failed.isEmpty() || !lingers) {
      return removingStack(stack);
    }
    return Retention.of(stack, failed, facts, decisions);
  }
}
