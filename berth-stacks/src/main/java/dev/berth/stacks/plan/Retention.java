package dev.berth.stacks.plan;

import dev.berth.stacks.inventory.Area;
import dev.berth.stacks.inventory.Item;
import dev.berth.stacks.inventory.ItemId;
import dev.berth.stacks.inventory.ItemType;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What is retained, and the tags that say why. The tags are hints for people, never proofs. */
final class Retention {
  private static final int TAG_VALUE = 256;
  private static final int INTERFACES_NAMED = 10;

  private Retention() {}

  static Action of(
      Item stack, Set<String> logicalIds, Facts facts, Map<ItemId, Decision> decisions) {
    Set<ItemId> tagged =
        facts.members(stack.id()).stream()
            .filter(member -> member.type().area() == Area.NETWORK)
            .filter(member -> member.type() != ItemType.NETWORK_INTERFACE)
            .filter(member -> logicalIds.contains(logicalId(member, facts)))
            .map(Item::id)
            .collect(Collectors.toSet());
    return new Action.RemoveRetaining(logicalIds, tagged, tags(stack, facts, decisions));
  }

  private static String logicalId(Item member, Facts facts) {
    return facts.belonging(member.id()).map(Ownership.Belonging::logicalId).orElse("");
  }

  private static Map<String, String> tags(
      Item stack, Facts facts, Map<ItemId, Decision> decisions) {
    List<Decision.Wait> lingering =
        facts.members(stack.id()).stream()
            .map(member -> decisions.get(member.id()))
            .filter(Decision.Wait.class::isInstance)
            .map(Decision.Wait.class::cast)
            .filter(wait -> wait.item().type() == ItemType.NETWORK_INTERFACE)
            .sorted(Comparator.comparing(wait -> wait.item().id()))
            .toList();
    Map<String, String> tags = new LinkedHashMap<>();
    tags.put("cleanup:reason", "network interfaces outlive their runtime");
    tags.put("cleanup:original-stack", cut(stack.id().id()));
    tags.put("cleanup:owner", cut(facts.policy.stacks().tagValue()));
    tags.put(
        "cleanup:related-enis",
        cut(
            lingering.stream()
                .limit(INTERFACES_NAMED)
                .map(wait -> wait.item().id().id())
                .collect(Collectors.joining(" "))));
    lingering.stream()
        .flatMap(wait -> wait.estimate().stream())
        .map(estimate -> estimate.earliest())
        .max(Comparator.naturalOrder())
        .ifPresent(earliest -> tags.put("cleanup:not-before", earliest.toString()));
    return tags;
  }

  private static String cut(String text) {
    return text.length() <= TAG_VALUE ? text : text.substring(0, TAG_VALUE);
  }
}
