package dev.berth.policy.rule;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What the rules of a book can tell apart. Rules compare texts with texts and patterns that stand
 * in the rules, so two questions get the same answer when their texts are like the same of those:
 * thousands of paths in a push come down to a few, and ordinary commands to one. Where a rule
 * compares two things that are both in the question, that does not hold, and nothing is left out.
 */
final class Likeness {
  private final Map<Action, List<String>> compared = new EnumMap<>(Action.class);
  private final Set<Action> entangled = EnumSet.noneOf(Action.class);

  Likeness(Collection<LoadedRule> rules) {
    for (Action action : Action.values()) {
      Set<String> texts = new HashSet<>();
      for (LoadedRule rule : rules) {
        if (rule.actions().contains(action)) {
          texts.addAll(rule.compared());
          if (rule.entangled()) {
            entangled.add(action);
          }
        }
      }
      compared.put(action, texts.stream().sorted().toList());
    }
  }

  List<Object> of(String workflow, Action action, Map<String, Object> context) {
    List<Object> key = new ArrayList<>();
    key.add(workflow);
    key.add(action);
    Map<String, Object> sorted = new TreeMap<>(context);
    if (entangled.contains(action)) {
      key.add(sorted);
      return key;
    }
    List<String> texts = compared.getOrDefault(action, List.of());
    sorted.forEach((name, value) -> key.add(reduced(value, texts)));
    return key;
  }

  private static Object reduced(Object value, List<String> texts) {
    return switch (value) {
      case String text ->
          texts.stream()
              .filter(compared -> Wildcards.match(compared, text))
              .map(compared -> compared.equals(text) ? "=" + compared : compared)
              .toList();
      case Collection<?> items -> {
        Set<Object> known = new HashSet<>(items);
        known.retainAll(texts);
        // Whether there are others matters where a whole set is compared, or asked to be empty.
        yield List.of(known, known.size() == new HashSet<>(items).size());
      }
      default -> value;
    };
  }
}
