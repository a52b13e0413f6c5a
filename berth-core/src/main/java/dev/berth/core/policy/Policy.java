package dev.berth.core.policy;

import dev.berth.core.repo.Repository;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Says what the rules say about a step. Knows nothing of gates, people or time: whether a human is
 * asked, and what he said before, is {@link dev.berth.core.gate.Gates}. Thread-safe.
 */
public interface Policy {
  /**
   * The rules' answer. Never throws: whatever goes wrong is a {@link Ruling.Deny} with its own
   * code.
   *
   * @param granted scopes that this task has; they lift soft rules, never hard ones
   */
  Ruling judge(Question question, Set<Scope> granted);

  /**
   * Why tasks of the repository cannot be given this scope, in words: it names a rule that does not
   * exist, or a hard one. Empty when they can.
   */
  Optional<String> problem(Scope scope, Optional<Repository> repository);

  /**
   * The rules that hold for a repository, or, without one, everywhere.
   *
   * @throws dev.berth.core.error.BerthException {@code POLICY_INVALID} when the repository's own
   *     text does not load
   */
  List<Rule> rules(Optional<Repository> repository);

  /**
   * Who wants to take which step.
   *
   * @param workflow the task's
   * @param readOnly whether the workflow changes nothing
   * @param repository the task's, with its settings and its own rules
   * @param branch the short name of the session's own branch
   * @param tainted whether the agent has read what strangers wrote
   * @param door whether a door asks, about an effect that it sees, and not the agent
   */
  record Question(
      String workflow,
      boolean readOnly,
      Optional<Repository> repository,
      Optional<String> branch,
      boolean tainted,
      boolean door,
      Call call) {}

  /** A rule as people see it. */
  record Rule(
      String id,
      Tier tier,
      Severity severity,
      boolean enforced,
      boolean builtIn,
      Optional<String> category,
      Optional<Integer> timeoutSeconds,
      Set<String> approvers,
      String description) {
    public Rule {
      approvers = Set.copyOf(approvers);
    }
  }

  /** What a match means: a hard rule denies, a soft one asks. */
  enum Tier {
    HARD,
    SOFT
  }
}
