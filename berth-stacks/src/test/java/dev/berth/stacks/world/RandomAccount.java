package dev.berth.stacks.world;

import dev.berth.stacks.inventory.Detail;
import dev.berth.stacks.inventory.Flag;
import dev.berth.stacks.inventory.Item;
import dev.berth.stacks.inventory.ItemId;
import dev.berth.stacks.inventory.ItemType;
import dev.berth.stacks.inventory.Tags;
import dev.berth.stacks.ledger.LedgerEvent;
import dev.berth.stacks.ledger.Memory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * An account of one to three tenants' stacks, made from a seed: ours of every kind and state, their
 * residue, and strangers beside them, some of which use what is ours.
 */
public final class RandomAccount {
  private static final List<String> STATUSES =
      List.of(
          "CREATE_COMPLETE",
          "CREATE_COMPLETE",
          "DELETE_FAILED",
          "DELETE_FAILED",
          "ROLLBACK_COMPLETE",
          "UPDATE_IN_PROGRESS",
          "DELETE_IN_PROGRESS",
          "REVIEW_IN_PROGRESS",
          "SOMETHING_NEW");

  public final Account account = new Account();

  /** Everything that belongs to somebody else, and must never be deleted. */
  public final Set<ItemId> foreign = new HashSet<>();

  /** What our own ledger remembers of gone stacks. */
  public final Memory memory;

  private final RandomGenerator random;
  private final List<LedgerEvent> events = new ArrayList<>();
  private int number;

  public RandomAccount(RandomGenerator random) {
    this.random = random;
    int tenants = 1 + random.nextInt(3);
    for (int tenant = 0; tenant < tenants; tenant++) {
      tenant(tenant != 0 && random.nextInt(3) > 0);
    }
    tenant(true);
    if (random.nextInt(4) == 0) {
      intruders();
    }
    memory = Memory.of(events);
  }

  private boolean oneIn(int n) {
    return random.nextInt(n) == 0;
  }

  private String next(String prefix) {
    number++;
    return prefix + "-" + number;
  }

  private void tenant(boolean stranger) {
    Set<ItemId> before = new HashSet<>();
    account.items().forEach(item -> before.add(item.id()));
    List<ItemId> parts = network();
    String name = stackName(stranger);
    ItemId stack =
        account.stack(
            name, STATUSES.get(random.nextInt(STATUSES.size())), parts.toArray(ItemId[]::new));
    account.change(stack, item -> aged(item));
    if (stranger) {
      account.change(stack, item -> item.withTags(strangersTags()));
      parts.forEach(
          part ->
              account.change(
                  part,
                  item ->
                      item.withTags(Tags.of(Map.of("aws:cloudformation:stack-id", stack.id())))));
    } else if (oneIn(3)) {
      gone(stack, parts);
    }
    if (stranger) {
      account.items().stream()
          .map(Item::id)
          .filter(id -> !before.contains(id))
          .forEach(foreign::add);
    }
  }

  private Item aged(Item stack) {
    return stack.withCreatedAt(Account.NOW.minus(Duration.ofMinutes(random.nextInt(24 * 60))));
  }

  private String stackName(boolean stranger) {
    number++;
    if (stranger) {
      // A stranger's stack may look much like ours; it lacks the exact tag.
      return oneIn(2) ? "int-%08x".formatted(number) : "theirs-" + number;
    }
    return oneIn(4) ? "app-" + (char) ('a' + number % 26) : "int-%08x".formatted(number);
  }

  private Tags strangersTags() {
    return switch (random.nextInt(4)) {
      case 0 -> Tags.none();
      case 1 -> Tags.of(Map.of("Owner", Account.OWNER));
      case 2 -> Tags.of(Map.of(Account.OWNER_KEY, Account.OWNER + "2"));
      default -> new Tags.Unreadable("denied");
    };
  }

  private void gone(ItemId stack, List<ItemId> parts) {
    if (oneIn(2)) {
      events.add(new LedgerEvent.Owned(Account.LONG_AGO, stack, "int", "tag"));
      parts.forEach(
          part -> {
            events.add(new LedgerEvent.Seen(Account.LONG_AGO, part, "", ""));
            events.add(new LedgerEvent.Belonged(Account.LONG_AGO, part, stack, "Thing"));
          });
    }
    account.remove(stack);
    parts.stream()
        .filter(part -> part.type().ownsInterfaces() || oneIn(4))
        .filter(part -> account.items().stream().noneMatch(item -> item.uses().contains(part)))
        .forEach(account::remove);
  }

  private List<ItemId> network() {
    List<ItemId> parts = new ArrayList<>();
    ItemId vpc = account.part(ItemType.VPC, next("vpc"), Flag.NO);
    ItemId table = account.part(ItemType.ROUTE_TABLE, next("rtb"), Flag.NO, vpc);
    ItemId subnet = account.part(ItemType.SUBNET, next("subnet"), Flag.NO, vpc, table);
    ItemId first = account.group(next("sg"), Flag.NO, vpc);
    ItemId group = account.group(next("sg"), Flag.NO, vpc, first.id());
    account.group(next("sg-default"), Flag.YES, vpc);
    parts.addAll(List.of(vpc, table, subnet, group, first));
    if (oneIn(2)) {
      parts.add(account.plain(ItemType.INTERNET_GATEWAY, next("igw"), vpc));
    }
    if (oneIn(2)) {
      ItemId address = account.plain(ItemType.ELASTIC_IP, next("eipalloc"));
      parts.add(address);
      parts.add(account.plain(ItemType.NAT_GATEWAY, next("nat"), subnet, address));
    }
    int agents = random.nextInt(3);
    for (int agent = 0; agent < agents; agent++) {
      parts.add(account.runtime(next("agent"), subnet, group));
    }
    faces(subnet, group);
    return parts;
  }

  private void faces(ItemId subnet, ItemId group) {
    int faces = random.nextInt(3);
    for (int face = 0; face < faces; face++) {
      switch (random.nextInt(5)) {
        case 0, 1 -> account.lingering(next("eni"), subnet, group);
        case 2 -> {
          ItemId id =
              account.face(next("eni"), "available", "agentic_ai", Optional.empty(), subnet, group);
          events.add(
              new LedgerEvent.InterfaceSeen(
                  Account.LONG_AGO,
                  id,
                  Optional.of("agentcore"),
                  Set.of(),
                  true,
                  Optional.empty()));
        }
        case 3 ->
            account.face(
                next("eni"), "in-use", "lambda", Optional.of(Account.held()), subnet, group);
        default ->
            account.face(next("eni"), "available", "interface", Optional.empty(), subnet, group);
      }
    }
  }

  /** Somebody else's things that use what may be ours. */
  private void intruders() {
    List<Item> subnets =
        account.items().stream().filter(item -> item.type() == ItemType.SUBNET).toList();
    List<Item> groups =
        account.items().stream()
            .filter(item -> item.detail() instanceof Detail.SecurityGroup)
            .toList();
    ItemId subnet = subnets.get(random.nextInt(subnets.size())).id();
    ItemId group = groups.get(random.nextInt(groups.size())).id();
    foreign.add(
        oneIn(2)
            ? account.runtime(next("guest"), subnet, group)
            : account.plain(ItemType.VPC_ENDPOINT, next("vpce"), subnet, group));
  }
}
