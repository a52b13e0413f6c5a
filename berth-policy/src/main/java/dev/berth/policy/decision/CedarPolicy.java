package dev.berth.policy.decision;

import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCode;
import dev.berth.core.policy.Call;
import dev.berth.core.policy.Policy;
import dev.berth.core.policy.Ruling;
import dev.berth.core.policy.Scope;
import dev.berth.core.repo.Repository;
import dev.berth.core.time.Time;
import dev.berth.policy.call.CallReader;
import dev.berth.policy.call.Deeds;
import dev.berth.policy.cedar.CedarException;
import dev.berth.policy.effect.Setting;
import dev.berth.policy.rule.Books;
import dev.berth.policy.rule.LoadedRule;
import dev.berth.policy.rule.RuleBook;
import dev.berth.policy.scope.Lifting;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Policy in Cedar: the built-in rules and those of the repository. Thread-safe.
 *
 * <p>Whatever goes wrong is a denial with {@code POLICY_FAILED}: rules that do not load, one whose
 * condition fails, a library that does not answer, or two attempts that take longer than {@link
 * #LONGEST}.
 */
public final class CedarPolicy implements Policy {
  /** A decision that takes longer is tried once more. */
  static final Duration LONGEST = Duration.ofMillis(100);

  private static final Logger LOG = LoggerFactory.getLogger(CedarPolicy.class);

  private final Time time;
  private final List<String> protectedPaths;
  private final Optional<Fixed> fixed;
  private final Books books = new Books();
  private final CallReader reader = new CallReader();

  /** For installations that protect no paths where a repository does not. */
  public CedarPolicy(Time time) {
    this(time, List.of());
  }

  /**
   * Loads nothing yet; see {@link #warmUp}.
   *
   * @param protectedPaths globs of paths, where a repository's settings have none of their own
   */
  public CedarPolicy(Time time, List<String> protectedPaths) {
    this(time, protectedPaths, Optional.empty());
  }

  private CedarPolicy(Time time, List<String> protectedPaths, Optional<Fixed> fixed) {
    this.fixed = fixed;
    this.time = time;
    this.protectedPaths = List.copyOf(protectedPaths);
  }

  /**
   * Looks for everything that is wrong with a text of rules.
   *
   * @param file how messages name it, which can also say of which tier its rules are
   * @throws BerthException {@code POLICY_INVALID} with each problem: {@code file:line}, code, and
   *     in words which rule, what, and what to do
   */
  public void check(String file, String text) {
    books.with(file, text);
  }

  /** One for which these rules, and not a repository's own, hold beside the built-in ones. */
  public CedarPolicy with(String file, String text) {
    return new CedarPolicy(time, protectedPaths, Optional.of(new Fixed(file, text)));
  }

  /**
   * Loads Cedar and the built-in rules and makes some decisions, so that the first question is not
   * the slow one. Takes some hundred milliseconds; may run beside everything else.
   *
   * @throws RuntimeException when they do not load: then every question would be denied
   */
  public void warmUp() {
    books.builtIn();
    Question push = warm(new Call(Call.GIT_PUSH, Map.of("ref", "refs/heads/warm")));
    Question shell = warm(new Call("bash", Map.of("command", "git status && ls -la src")));
    Question write = warm(new Call("write", Map.of("path", "src/Warm.java", "content", "")));
    for (int i = 0; i < 20; i++) {
      judge(push, Set.of());
      judge(shell, Set.of());
      judge(write, Set.of());
    }
  }

  private static Question warm(Call call) {
    return new Question(
        "default/agent-v1", false, Optional.empty(), Optional.of("warm"), false, false, call);
  }

  @Override
  public Ruling judge(Question question, Set<Scope> granted) {
    try {
      RuleBook book = book(question.repository());
      for (int attempt = 1; attempt <= 2; attempt++) {
        long from = time.nanos();
        Ruling ruling = judge(book, question, granted);
        long took = time.nanos() - from;
        if (took <= LONGEST.toNanos()) {
          return ruling;
        }
        LOG.warn("decision took too long: took_ms={} attempt={}", took / 1_000_000, attempt);
      }
      return failed("deciding took longer than " + LONGEST.toMillis() + " ms, twice");
    } catch (CedarException | RuntimeException | LinkageError | StackOverflowError e) {
      LOG.error("rules could not be asked: workflow={}", question.workflow(), e);
      return failed(
          e instanceof BerthException known ? known.detail() : "the rules could not be asked");
    }
  }

  private static Ruling failed(String reason) {
    return new Ruling.Deny(ErrorCode.POLICY_FAILED, reason, List.of(), false, List.of());
  }

  private Ruling judge(RuleBook book, Question question, Set<Scope> granted) throws CedarException {
    Setting setting = Setting.of(question, protectedPaths);
    Deeds deeds = reader.read(question, setting);
    List<Match> matches = Asking.ask(book, setting, question.workflow(), deeds.all());
    return Combining.ruling(deeds, matches, new Lifting(granted, question.call().tool()));
  }

  @Override
  public Optional<String> problem(Scope scope, Optional<Repository> repository) {
    if (!(scope instanceof Scope.Rule(String id))) {
      return Optional.empty();
    }
    Optional<LoadedRule> rule;
    try {
      rule = book(repository).find(id);
    } catch (BerthException e) {
      return Optional.of("the repository's rules do not load: " + e.detail());
    }
    if (rule.isEmpty()) {
      return Optional.of("there is no rule " + id + "; 'berth policy list' shows them");
    }
    return rule.get().isHard()
        ? Optional.of(id + " is a hard rule, which nothing lifts")
        : Optional.empty();
  }

  @Override
  public List<Rule> rules(Optional<Repository> repository) {
    return book(repository).rules().stream().map(LoadedRule::rule).toList();
  }

  private RuleBook book(Optional<Repository> repository) {
    return fixed
        .map(rules -> books.with(rules.file(), rules.text()))
        .or(() -> repository.flatMap(CedarPolicy::own).map(text -> books.with("policy", text)))
        .orElseGet(books::builtIn);
  }

  private static Optional<String> own(Repository repository) {
    return repository.settings().policy();
  }

  private record Fixed(String file, String text) {}
}
