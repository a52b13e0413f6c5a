package dev.berth.policy.rule;

import dev.berth.core.policy.Policy.Rule;
import dev.berth.core.policy.Policy.Tier;
import dev.berth.policy.cedar.Cedar;
import dev.berth.policy.cedar.CedarException;
import dev.berth.policy.cedar.Parsed;
import dev.berth.policy.rule.Pieces.Piece;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads texts of rules and finds everything that is wrong with them at once. For one load. */
final class RuleLoader {
  /** A text of rules has this many bytes at most. */
  static final int LARGEST = 64 * 1024;

  private final Cedar cedar;
  private final List<RuleProblem> problems = new ArrayList<>();
  private final Map<String, LoadedRule> rules = new LinkedHashMap<>();
  private final Map<String, RuleSource> sources = new LinkedHashMap<>();
  private final Map<String, Piece> pieces = new LinkedHashMap<>();

  RuleLoader(Cedar cedar) {
    this.cedar = cedar;
  }

  /** What is wrong, in the order of files and lines. */
  List<RuleProblem> problems() {
    return problems.stream()
        .sorted(Comparator.comparing(RuleProblem::file).thenComparingInt(RuleProblem::line))
        .toList();
  }

  /** The rules that hold, by id. */
  Map<String, LoadedRule> rules() {
    return rules;
  }

  /** Reads all of them; built-in ones come first, so that a text can take soft ones away. */
  void load(List<RuleSource> texts) {
    for (RuleSource source : texts) {
      if (source.text().getBytes(StandardCharsets.UTF_8).length > LARGEST) {
        problems.add(
            new RuleProblem(
                source.file(),
                1,
                Optional.empty(),
                "TOO_LARGE",
                "the text has more than 64 KB",
                "write fewer or shorter rules"));
        continue;
      }
      Pieces cut = Pieces.of(source.text());
      cut.directives().forEach(piece -> directive(source, piece));
      cut.rules().forEach(piece -> read(source, piece));
    }
    validate();
  }

  private void read(RuleSource source, Piece piece) {
    List<RuleProblem> found = new ArrayList<>();
    Optional<LoadedRule> rule = Optional.empty();
    try {
      rule = rule(source, piece, cedar.parse(piece.text()), found);
    } catch (CedarException e) {
      found.add(
          new RuleProblem(
              source.file(),
              piece.line(),
              Optional.empty(),
              "SYNTAX",
              String.valueOf(e.getMessage()),
              "write the rule that begins here as Cedar, with ';' at its end"));
    }
    problems.addAll(found);
    rule.ifPresent(
        value -> {
          rules.put(value.id(), value);
          sources.put(value.id(), source);
          pieces.put(value.id(), piece);
        });
  }

  private Optional<LoadedRule> rule(
      RuleSource source, Piece piece, Parsed parsed, List<RuleProblem> found) {
    Optional<String> named =
        Optional.ofNullable(parsed.annotations().get(Annotations.ID)).filter(id -> !id.isEmpty());
    Annotations.Problems add =
        (code, message, remedy) ->
            found.add(new RuleProblem(source.file(), piece.line(), named, code, message, remedy));
    Annotations annotations = new Annotations(parsed.annotations(), add);
    annotations.checkNames();
    Optional<String> id = annotations.id();
    Optional<Tier> tier = annotations.tier(source);
    if (!parsed.forbids()) {
      add.add("PERMIT", "a rule forbids", "write 'forbid': what no rule matches is allowed");
    }
    LoadedRule first = id.map(rules::get).orElse(null);
    if (first != null) {
      add.add(
          "DUPLICATE_ID", "the id is taken at " + first.place(), "give each rule an id of its own");
    }
    Set<Action> actions = actions(parsed);
    Rule rule =
        new Rule(
            id.orElse(""),
            tier.orElse(Tier.SOFT),
            annotations.severity(),
            enforced(actions),
            source.builtIn(),
            annotations.category(),
            annotations.timeout(),
            annotations.approvers(),
            annotations.description(id.orElse("")));
    return found.isEmpty()
        ? Optional.of(
            new LoadedRule(
                rule,
                piece.text(),
                source.file() + ":" + piece.line(),
                actions,
                parsed.texts(),
                parsed.entangled()))
        : Optional.empty();
  }

  /** Names that the schema does not have are found by the check against it. */
  private static Set<Action> actions(Parsed parsed) {
    Set<Action> all = EnumSet.allOf(Action.class);
    if (!parsed.actions().isEmpty()) {
      all.removeIf(action -> !parsed.actions().contains(action.id()));
    }
    return all;
  }

  /** Doors see pushes and fetches; everything else only an agent tells of. */
  private static boolean enforced(Set<Action> actions) {
    return !actions.isEmpty() && EnumSet.of(Action.GIT_PUSH, Action.WEB_FETCH).containsAll(actions);
  }

  private void directive(RuleSource source, Piece piece) {
    String[] words = piece.text().split("\\s+", -1);
    if (words.length != 2 || !words[0].equals("disable")) {
      refuse(
          source,
          piece,
          Optional.empty(),
          "DIRECTIVE",
          "'" + piece.text() + "' is not a directive",
          "write '//! disable RULE_ID', or an ordinary comment");
      return;
    }
    Optional<String> id = Optional.of(words[1]);
    LoadedRule rule = rules.get(words[1]);
    if (rule == null || !rule.rule().builtIn()) {
      refuse(
          source,
          piece,
          id,
          "DISABLE_UNKNOWN",
          "there is no built-in rule of this id",
          "'berth policy list' shows the built-in rules; leave out rules of your own");
    } else if (rule.isHard()) {
      refuse(
          source, piece, id, "DISABLE_HARD", "a built-in hard rule holds always", "take this out");
    } else {
      rules.remove(words[1]);
    }
  }

  private void refuse(
      RuleSource source,
      Piece piece,
      Optional<String> rule,
      String code,
      String message,
      String remedy) {
    problems.add(new RuleProblem(source.file(), piece.line(), rule, code, message, remedy));
  }

  private void validate() {
    Map<String, String> texts =
        rules.values().stream().collect(Collectors.toMap(LoadedRule::id, LoadedRule::text));
    try {
      cedar.validate(texts).forEach(this::finding);
    } catch (CedarException e) {
      throw new IllegalStateException("the rules cannot be checked", e);
    }
  }

  private void finding(Cedar.Finding finding) {
    String id = finding.rule().orElse("");
    RuleSource source = sources.get(id);
    Piece piece = pieces.get(id);
    if (source == null || piece == null) {
      throw new IllegalStateException("the rules cannot be checked: " + finding.message());
    }
    byte[] bytes = piece.text().getBytes(StandardCharsets.UTF_8);
    int line = piece.line();
    for (int i = 0; i < Math.min(finding.offset(), bytes.length); i++) {
      line += bytes[i] == '\n' ? 1 : 0;
    }
    problems.add(
        new RuleProblem(
            source.file(),
            line,
            finding.rule(),
            "SCHEMA",
            finding.message(),
            finding.help().orElse("use what the schema of rules has")));
  }
}
