package dev.berth.policy.rule;

import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCode;
import dev.berth.policy.cedar.Cedar;
import dev.berth.policy.cedar.CedarException;
import dev.berth.policy.cedar.RuleSet;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The rules that hold for a repository, prepared for asking. Thread-safe. */
public final class RuleBook {
  private final Map<String, LoadedRule> rules;
  private final Map<Action, RuleSet> sets;
  private final Likeness likeness;
  private final Answers answers = new Answers();

  private RuleBook(Map<String, LoadedRule> rules, Map<Action, RuleSet> sets) {
    this.rules = Map.copyOf(rules);
    this.sets = sets;
    this.likeness = new Likeness(rules.values());
  }

  /**
   * Reads texts of rules.
   *
   * @throws BerthException {@code POLICY_INVALID} with everything that is wrong
   */
  static RuleBook load(Cedar cedar, List<RuleSource> sources) {
    RuleLoader loader = new RuleLoader(cedar);
    loader.load(sources);
    List<RuleProblem> problems = loader.problems();
    if (!problems.isEmpty()) {
      RuleProblem first = problems.getFirst();
      String more = problems.size() == 1 ? "" : " (and " + (problems.size() - 1) + " more)";
      throw new BerthException(
          ErrorCode.POLICY_INVALID,
          first.place() + ": " + first.text() + more,
          problems.stream().map(RuleProblem::field).toList(),
          null);
    }
    return new RuleBook(loader.rules(), sets(cedar, loader.rules()));
  }

  /** One set for each action, so that a question meets only the rules that are about it. */
  private static Map<Action, RuleSet> sets(Cedar cedar, Map<String, LoadedRule> rules) {
    Map<Action, RuleSet> sets = new EnumMap<>(Action.class);
    for (Action action : Action.values()) {
      Map<String, String> texts =
          rules.values().stream()
              .filter(rule -> rule.actions().contains(action))
              .collect(Collectors.toMap(LoadedRule::id, LoadedRule::text));
      if (!texts.isEmpty()) {
        try {
          sets.put(action, cedar.set(texts));
        } catch (CedarException e) {
          throw new IllegalStateException("the rules cannot be prepared", e);
        }
      }
    }
    return sets;
  }

  /** In the order of tiers and names. */
  public List<LoadedRule> rules() {
    List<LoadedRule> all = new ArrayList<>(rules.values());
    all.sort(
        (a, b) ->
            a.isHard() == b.isHard()
                ? a.id().compareTo(b.id())
                : Boolean.compare(b.isHard(), a.isHard()));
    return all;
  }

  public Optional<LoadedRule> find(String id) {
    return Optional.ofNullable(rules.get(id));
  }

  /**
   * The rules that match.
   *
   * @throws CedarException when that cannot be known
   */
  public List<LoadedRule> matches(String workflow, Action action, Map<String, Object> context)
      throws CedarException {
    RuleSet set = sets.get(action);
    if (set == null) {
      return List.of();
    }
    List<Object> key = likeness.of(workflow, action, context);
    Optional<List<LoadedRule>> known = answers.find(key);
    if (known.isPresent()) {
      return known.get();
    }
    List<LoadedRule> matching = new ArrayList<>();
    for (String id : set.matches(workflow, action.id(), action.resource(), context)) {
      LoadedRule rule = rules.get(id);
      if (rule == null) {
        throw new CedarException("no such rule: " + id);
      }
      matching.add(rule);
    }
    matching.sort(Comparator.comparing(LoadedRule::id));
    answers.keep(key, matching);
    return List.copyOf(matching);
  }
}
