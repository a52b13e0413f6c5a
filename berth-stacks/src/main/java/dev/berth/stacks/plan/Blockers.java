package dev.berth.stacks.plan;

import dev.berth.stacks.inventory.Item;
import dev.berth.stacks.inventory.ItemId;
import dev.berth.stacks.inventory.ItemType;
import dev.berth.stacks.verdict.LeaseEstimate;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Names, for each thing that is blocked, what in the end blocks it, and until when. */
final class Blockers {
  private final Facts facts;
  private final Map<ItemId, Decision> decisions;
  private final Map<ItemId, Set<ItemId>> roots = new HashMap<>();

  Blockers(Facts facts, Map<ItemId, Decision> decisions) {
    this.facts = facts;
    this.decisions = decisions;
  }

  Map<ItemId, Decision> named() {
    Map<ItemId, Decision> named = new HashMap<>(decisions);
    decisions.forEach(
        (id, decision) -> {
          if (decision instanceof Decision.Wait wait && wait.reason() == WaitReason.BLOCKED) {
            named.put(id, named(wait, roots(wait.item(), new HashSet<>())));
          }
        });
    return named;
  }

  private Set<ItemId> roots(Item item, Set<ItemId> onTheWay) {
    Set<ItemId> known = roots.get(item.id());
    if (known != null) {
      return known;
    }
    Set<ItemId> found = new HashSet<>();
    if (onTheWay.add(item.id())) {
      direct(item)
          .forEach(
              wait -> {
                if (wait.reason() == WaitReason.BLOCKED) {
                  found.addAll(roots(wait.item(), onTheWay));
                } else {
                  found.add(wait.item().id());
                }
              });
      onTheWay.remove(item.id());
      roots.put(item.id(), found);
    }
    return found;
  }

  private Stream<Decision.Wait> direct(Item item) {
    Stream<Item> users = facts.users(item.id()).stream();
    if (item.type() == ItemType.STACK) {
      users =
          facts.members(item.id()).stream()
              .flatMap(
                  member -> Stream.concat(Stream.of(member), facts.users(member.id()).stream()));
    }
    return users
        .map(user -> decisions.get(user.id()))
        .filter(Decision.Wait.class::isInstance)
        .map(Decision.Wait.class::cast)
        .filter(wait -> wait.reason() != WaitReason.WITH_ITS_STACK)
        .filter(
            wait -> item.type() != ItemType.STACK || wait.reason() != WaitReason.WITH_ITS_PARENT)
        .filter(wait -> Draft.blocks(decisions, wait, item, facts));
  }

  private Decision.Wait named(Decision.Wait wait, Set<ItemId> blockers) {
    List<Decision.Wait> waits =
        blockers.stream()
            .map(decisions::get)
            .filter(Decision.Wait.class::isInstance)
            .map(Decision.Wait.class::cast)
            .toList();
    boolean all = waits.stream().allMatch(one -> one.estimate().isPresent());
    Optional<LeaseEstimate> last =
        all
            ? waits.stream()
                .flatMap(one -> one.estimate().stream())
                .max(Comparator.comparing(LeaseEstimate::latest))
            : Optional.empty();
    return new Decision.Wait(
        wait.item(),
        wait.reason(),
        blockers,
        wait.verdict(),
        last,
        wait.since(),
        waits.stream().anyMatch(Decision.Wait::stuck));
  }
}
