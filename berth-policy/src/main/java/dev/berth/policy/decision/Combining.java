package dev.berth.policy.decision;

import dev.berth.core.error.ErrorCode;
import dev.berth.core.policy.Policy.Rule;
import dev.berth.core.policy.Ruling;
import dev.berth.core.policy.Ruling.Effect;
import dev.berth.core.policy.Severity;
import dev.berth.policy.call.Deeds;
import dev.berth.policy.effect.Deed;
import dev.berth.policy.rule.LoadedRule;
import dev.berth.policy.scope.Lifting;
import dev.berth.policy.scope.Offers;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Makes one answer of all matches: hard rules deny, scopes lift, soft rules ask together. */
final class Combining {
  /** Effects that an answer names; a push may change thousands of paths. */
  private static final int MOST_EFFECTS = 100;

  private Combining() {}

  static Ruling ruling(Deeds deeds, List<Match> matches, Lifting lifting) {
    List<Effect> effects =
        deeds.all().stream().map(Deed::effect).distinct().limit(MOST_EFFECTS).toList();
    List<Match> hard = matches.stream().filter(match -> match.rule().isHard()).toList();
    if (!hard.isEmpty()) {
      return new Ruling.Deny(
          ErrorCode.POLICY_DENIED, reason(hard), ids(hard), enforced(hard), effects);
    }
    List<Match> left =
        matches.stream().filter(match -> !lifting.lifts(match.rule(), match.deed())).toList();
    if (left.isEmpty()) {
      return new Ruling.Allow(ids(matches), effects);
    }
    return asked(deeds, effects, left);
  }

  private static Ruling asked(Deeds deeds, List<Effect> effects, List<Match> left) {
    Set<Rule> rules =
        left.stream()
            .map(match -> match.rule().rule())
            .collect(Collectors.toCollection(LinkedHashSet::new));
    Set<String> approvers = new TreeSet<>(rules.iterator().next().approvers());
    rules.forEach(rule -> approvers.retainAll(rule.approvers()));
    if (approvers.isEmpty()) {
      return new Ruling.Deny(
          ErrorCode.NO_APPROVER,
          reason(left) + "; the rules have no approver in common",
          ids(left),
          enforced(left),
          effects);
    }
    Optional<Duration> timeout =
        rules.stream()
            .flatMap(rule -> rule.timeoutSeconds().stream())
            .min(Comparator.naturalOrder())
            .map(Duration::ofSeconds);
    return new Ruling.Ask(
        reason(left),
        rules.stream().map(Rule::severity).max(Comparator.naturalOrder()).orElse(Severity.HIGH),
        ids(left),
        timeout,
        approvers,
        deeds.fingerprint(),
        enforced(left),
        effects,
        Offers.of(ids(left), left.stream().map(Match::deed).distinct().toList()));
  }

  private static List<String> ids(Collection<Match> matches) {
    return matches.stream().map(match -> match.rule().id()).distinct().sorted().toList();
  }

  private static boolean enforced(List<Match> matches) {
    return matches.stream().anyMatch(match -> match.deed().enforced());
  }

  private static String reason(List<Match> matches) {
    return matches.stream()
        .map(Match::rule)
        .distinct()
        .sorted(Comparator.comparing(LoadedRule::id))
        .map(rule -> rule.rule().description() + " (" + rule.id() + ")")
        .collect(Collectors.joining("; "));
  }
}
