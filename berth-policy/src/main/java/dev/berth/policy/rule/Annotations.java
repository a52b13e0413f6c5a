package dev.berth.policy.rule;

import dev.berth.core.policy.Policy.Tier;
import dev.berth.core.policy.Severity;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Reads the annotations of one rule and tells everything that is wrong with them. */
final class Annotations {
  static final String ID = "rule_id";
  private static final String TIER = "tier";
  private static final String SEVERITY = "severity";
  private static final String TIMEOUT = "approval_timeout_s";
  private static final String CATEGORY = "category";
  private static final String APPROVERS = "approvers";
  private static final String DESCRIPTION = "description";
  private static final Set<String> KNOWN =
      Set.of(ID, TIER, SEVERITY, TIMEOUT, CATEGORY, APPROVERS, DESCRIPTION);

  /** Shorter, and nobody could decide in time; the longest is what a task may wait. */
  private static final int SHORTEST_TIMEOUT = 30;

  private static final int LONGEST_TIMEOUT = 86_400;
  private static final int LONGEST_DESCRIPTION = 300;
  private static final Pattern ID_FORM = Pattern.compile("[a-z0-9][a-z0-9_-]{0,63}");
  private static final Pattern APPROVER =
      Pattern.compile("owner|approvers|admin|user:[A-Za-z0-9._@-]{1,100}");
  private static final Set<String> EVERYBODY = Set.of("owner", "approvers", "admin");

  private final Map<String, String> values;
  private final Problems problems;

  Annotations(Map<String, String> values, Problems problems) {
    this.values = values;
    this.problems = problems;
  }

  /** Where problems of one rule go. */
  interface Problems {
    void add(String code, String message, String remedy);
  }

  void checkNames() {
    for (String name : new TreeSet<>(values.keySet())) {
      if (!KNOWN.contains(name)) {
        problems.add(
            "UNKNOWN_ANNOTATION",
            "there is no annotation @" + name,
            "use " + String.join(", ", new TreeSet<>(KNOWN)));
      }
    }
  }

  Optional<String> id() {
    String id = values.get(ID);
    if (id == null || id.isEmpty()) {
      problems.add("MISSING_ID", "the rule has no id", "give it @rule_id(\"...\")");
      return Optional.empty();
    }
    if (!ID_FORM.matcher(id).matches()) {
      problems.add(
          "ID_FORM",
          "'" + id + "' is not an id",
          "use up to 64 small letters, digits, '_' and '-'");
      return Optional.empty();
    }
    return Optional.of(id);
  }

  Optional<Tier> tier(RuleSource source) {
    String text = values.getOrDefault(TIER, "");
    Optional<Tier> tier =
        Arrays.stream(Tier.values())
            .filter(value -> value.name().toLowerCase(Locale.ROOT).equals(text))
            .findFirst();
    if (tier.isEmpty()) {
      problems.add(
          "TIER",
          text.isEmpty() ? "the rule has no tier" : "'" + text + "' is not a tier",
          "give it @tier(\"hard\") or @tier(\"soft\")");
    } else if (!source.tiers().contains(tier.get())) {
      problems.add(
          "WRONG_TIER",
          "a " + text + " rule may not stand in " + source.file(),
          "move it to a file for rules of its tier");
    }
    return tier;
  }

  Severity severity() {
    String text = values.getOrDefault(SEVERITY, "medium");
    for (Severity severity : Severity.values()) {
      if (severity.name().toLowerCase(Locale.ROOT).equals(text)) {
        return severity;
      }
    }
    problems.add(
        "SEVERITY", "'" + text + "' is not a severity", "use \"low\", \"medium\" or \"high\"");
    return Severity.HIGH;
  }

  Optional<Integer> timeout() {
    String text = values.get(TIMEOUT);
    if (text == null) {
      return Optional.empty();
    }
    int seconds = text.matches("[0-9]{1,6}") ? Integer.parseInt(text) : -1;
    if (seconds < SHORTEST_TIMEOUT || seconds > LONGEST_TIMEOUT) {
      problems.add(
          "TIMEOUT",
          "a timeout of '" + text + "' is not from 30 to 86400 seconds",
          "use @approval_timeout_s(\"300\")");
    }
    return Optional.of(seconds);
  }

  Optional<String> category() {
    return Optional.ofNullable(values.get(CATEGORY)).filter(value -> !value.isBlank());
  }

  Set<String> approvers() {
    String text = values.get(APPROVERS);
    if (text == null) {
      return EVERYBODY;
    }
    Set<String> all = new LinkedHashSet<>();
    for (String part : text.split(",", -1)) {
      String one = part.strip();
      if (APPROVER.matcher(one).matches()) {
        all.add(one);
      } else {
        problems.add(
            "APPROVERS",
            "'" + one + "' is not an approver",
            "use owner, approvers, admin and user:ID, with commas");
      }
    }
    return all;
  }

  String description(String id) {
    String text = values.getOrDefault(DESCRIPTION, id).strip();
    if (text.length() > LONGEST_DESCRIPTION || text.chars().anyMatch(Character::isISOControl)) {
      problems.add(
          "DESCRIPTION",
          "the description is longer than " + LONGEST_DESCRIPTION + " characters or several lines",
          "write one short line");
    }
    return text.isEmpty() ? id : text;
  }
}
