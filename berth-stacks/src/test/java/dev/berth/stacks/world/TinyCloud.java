package dev.berth.stacks.world;

import dev.berth.stacks.cloud.AccountPort;
import dev.berth.stacks.cloud.Answer;
import dev.berth.stacks.cloud.Cloud;
import dev.berth.stacks.cloud.CloudFailure;
import dev.berth.stacks.cloud.CloudPort;
import dev.berth.stacks.cloud.FailureKind;
import dev.berth.stacks.cloud.LeftoverPort;
import dev.berth.stacks.cloud.Listing;
import dev.berth.stacks.cloud.Look;
import dev.berth.stacks.cloud.NetworkPort;
import dev.berth.stacks.cloud.RuntimePort;
import dev.berth.stacks.cloud.SessionPort;
import dev.berth.stacks.cloud.StackPort;
import dev.berth.stacks.cloud.TaggingPort;
import dev.berth.stacks.inventory.Area;
import dev.berth.stacks.inventory.Detail;
import dev.berth.stacks.inventory.Flag;
import dev.berth.stacks.inventory.GroupRule;
import dev.berth.stacks.inventory.Item;
import dev.berth.stacks.inventory.ItemId;
import dev.berth.stacks.inventory.ItemType;
import dev.berth.stacks.inventory.Tags;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * A cloud over an {@link Account} that does at once what it is asked, and refuses what the real one
 * refuses. Knows no delays: those are the simulator's. Thread-safe.
 */
public final class TinyCloud {
  private final Account account;
  private final List<String> calls = new ArrayList<>();
  private BiFunction<String, ItemId, Optional<FailureKind>> faults = (call, id) -> Optional.empty();
  private Predicate<ItemId> hidden = id -> false;
  private BiConsumer<String, ItemId> before = (call, id) -> {};

  public TinyCloud(Account account) {
    this.account = account;
  }

  /** Fails calls: {@code list}, {@code look}, {@code delete}, {@code revoke}, {@code tag}. */
  public void faults(BiFunction<String, ItemId, Optional<FailureKind>> value) {
    faults = value;
  }

  /** Runs before each call, to change the world under the sweeper's hands. */
  public void before(BiConsumer<String, ItemId> value) {
    before = value;
  }

  /** Leaves these out of listings, as a listing that lags behind does. */
  public void hide(Predicate<ItemId> value) {
    hidden = value;
  }

  /** The mutating calls, as {@code delete nat-gateway:nat-1}. */
  public synchronized List<String> writes() {
    return calls.stream().filter(call -> !call.startsWith("l")).toList();
  }

  public synchronized List<String> calls() {
    return List.copyOf(calls);
  }

  public Cloud cloud() {
    return new Cloud(
        () -> new AccountPort.Identity.Known(Account.SCOPE, "arn:aws:iam::111122223333:role/ci"),
        new Stacks(),
        new Sessions(),
        new Runtimes(),
        new Network(),
        new Leftovers(),
        new Tagging());
  }

  private synchronized Optional<CloudFailure> call(String name, ItemId id) {
    calls.add(name + " " + id);
    before.accept(name, id);
    return faults.apply(name, id).map(kind -> new CloudFailure(kind, name, "injected"));
  }

  private abstract class Port implements CloudPort {
    private final Area area;

    Port(Area area) {
      this.area = area;
    }

    @Override
    public Set<ItemType> types() {
      return Arrays.stream(ItemType.values())
          .filter(type -> type.area() == area)
          .collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public Listing list(ItemType type) {
      synchronized (TinyCloud.this) {
        List<Item> items =
            account.items().stream()
                .filter(item -> item.type() == type && !hidden.test(item.id()))
                .toList();
        return call("list", new ItemId(type, "all"))
            .map(failure -> Listing.broken(items.subList(0, items.size() / 2), failure))
            .orElseGet(
                () ->
                    type == ItemType.RUNTIME_SESSION
                        ? Listing.known(items, "no list")
                        : Listing.complete(items));
      }
    }

    @Override
    public Look look(ItemId id) {
      synchronized (TinyCloud.this) {
        Optional<CloudFailure> failure = call("look", id);
        if (failure.isPresent()) {
          return new Look.Unknown(failure.get());
        }
        return find(id).<Look>map(Look.Present::new).orElseGet(() -> new Look.Absent("not found"));
      }
    }

    @Override
    public Answer delete(ItemId id) {
      synchronized (TinyCloud.this) {
        Optional<CloudFailure> failure = call("delete", id);
        if (failure.isPresent()) {
          if (failure.get().kind() == FailureKind.EFFECT_UNKNOWN) {
            remove(id);
          }
          return new Answer.Refused(failure.get());
        }
        return find(id).isEmpty() ? new Answer.Already("not found") : remove(id);
      }
    }
  }

  private Optional<Item> find(ItemId id) {
    return account.items().stream().filter(item -> item.id().equals(id)).findFirst();
  }

  private Answer remove(ItemId id) {
    if (id.type() == ItemType.STACK) {
      return removeStack(id, Set.of());
    }
    Optional<Item> user =
        account.items().stream()
            .filter(item -> item.uses().contains(id) && !item.id().equals(id))
            .filter(item -> !partOf(item, id))
            .findFirst();
    boolean held =
        id.type() == ItemType.NETWORK_INTERFACE
            && !find(id).map(Item::status).orElse("").equals("available");
    if (user.isPresent() || held) {
      FailureKind kind = held ? FailureKind.IN_USE : FailureKind.DEPENDENCY_VIOLATION;
      return new Answer.Refused(new CloudFailure(kind, "delete", "has a dependent object"));
    }
    account.items().stream()
        .filter(item -> partOf(item, id))
        .forEach(part -> account.remove(part.id()));
    account.remove(id);
    return new Answer.Accepted();
  }

  /** Default groups, main route tables and default ACLs go with their VPC; sessions with theirs. */
  private static boolean partOf(Item item, ItemId whole) {
    boolean session =
        item.detail() instanceof Detail.Session(ItemId owner, _) && owner.equals(whole);
    boolean agentsUse = item.type().ownsInterfaces();
    boolean byDefault =
        switch (item.detail()) {
          case Detail.NetworkPart(var flag) -> flag == Flag.YES;
          case Detail.SecurityGroup(var flag, _) -> flag == Flag.YES;
          default -> false;
        };
    return session
        || (!agentsUse && whole.type() == ItemType.VPC && byDefault && item.uses().contains(whole));
  }

  /** Removes members in passes until nothing moves, as CloudFormation does in the end. */
  private Answer removeStack(ItemId id, Set<String> retained) {
    Detail.Stack detail = (Detail.Stack) account.get(id).detail();
    Set<ItemId> members = new HashSet<>();
    for (Item item : account.items()) {
      boolean member =
          detail.resources().stream()
              .anyMatch(row -> row.isAbout(item) && !retained.contains(row.logicalId()));
      if (member) {
        members.add(item.id());
      }
    }
    boolean moved = true;
    while (moved) {
      moved = members.removeIf(member -> remove(member) instanceof Answer.Accepted);
    }
    if (members.isEmpty()) {
      account.remove(id);
    } else {
      account.change(id, stack -> stack.withStatus("DELETE_FAILED"));
    }
    return new Answer.Accepted();
  }

  private final class Stacks extends Port implements StackPort {
    Stacks() {
      super(Area.STACKS);
    }

    @Override
    public Answer deleteRetaining(ItemId stack, Set<String> retainedLogicalIds) {
      synchronized (TinyCloud.this) {
        return call("retain", stack)
            .<Answer>map(Answer.Refused::new)
            .orElseGet(() -> removeStack(stack, retainedLogicalIds));
      }
    }
  }

  private final class Sessions extends Port implements SessionPort {
    Sessions() {
      super(Area.SESSIONS);
    }
  }

  private final class Runtimes extends Port implements RuntimePort {
    Runtimes() {
      super(Area.RUNTIMES);
    }
  }

  private final class Network extends Port implements NetworkPort {
    Network() {
      super(Area.NETWORK);
    }

    @Override
    public Answer revoke(ItemId group, GroupRule rule) {
      synchronized (TinyCloud.this) {
        Optional<CloudFailure> failure = call("revoke", group);
        if (failure.isPresent()) {
          return new Answer.Refused(failure.get());
        }
        if (find(group).isEmpty()) {
          return new Answer.Refused(new CloudFailure(FailureKind.NOT_FOUND, "revoke", "no group"));
        }
        account.change(group, item -> without(item, rule));
        return new Answer.Accepted();
      }
    }

    private Item without(Item item, GroupRule rule) {
      Detail.SecurityGroup detail = (Detail.SecurityGroup) item.detail();
      Set<ItemId> uses = new HashSet<>(item.uses());
      rule.referencedGroup()
          .ifPresent(named -> uses.remove(new ItemId(ItemType.SECURITY_GROUP, named)));
      List<GroupRule> rules = detail.rules().stream().filter(one -> !one.equals(rule)).toList();
      return item.withUses(uses).withDetail(new Detail.SecurityGroup(detail.isDefault(), rules));
    }
  }

  private final class Leftovers extends Port implements LeftoverPort {
    Leftovers() {
      super(Area.LEFTOVERS);
    }
  }

  private final class Tagging implements TaggingPort {
    @Override
    public Set<ItemType> types() {
      return Set.of(ItemType.VPC, ItemType.SUBNET, ItemType.SECURITY_GROUP);
    }

    @Override
    public Answer tag(ItemId id, Map<String, String> tags) {
      synchronized (TinyCloud.this) {
        Optional<CloudFailure> failure = call("tag", id);
        if (failure.isPresent()) {
          return new Answer.Refused(failure.get());
        }
        account.change(
            id,
            item -> {
              Map<String, String> all = new HashMap<>(((Tags.Known) item.tags()).values());
              all.putAll(tags);
              return item.withTags(Tags.of(all));
            });
        return new Answer.Accepted();
      }
    }
  }
}
