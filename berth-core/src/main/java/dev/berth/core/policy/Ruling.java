package dev.berth.core.policy;

import dev.berth.core.error.ErrorCode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What the rules say about one step. Texts are for people and hold no secret. */
public sealed interface Ruling {
  /** What the step would do, as far as the rules read it. */
  List<Effect> effects();

  /**
   * Nothing stands against it.
   *
   * @param lifted soft rules that matched and that a scope of the task lifts
   */
  record Allow(List<String> lifted, List<Effect> effects) implements Ruling {
    public Allow {
      lifted = List.copyOf(lifted);
      effects = List.copyOf(effects);
    }
  }

  /**
   * No, whatever people say.
   *
   * @param code {@code POLICY_DENIED} for a hard rule, {@code NO_APPROVER} when soft rules leave
   *     nobody, otherwise why the rules could not be asked
   * @param rules ids of those that matched
   * @param enforced whether a door keeps to this, too
   */
  record Deny(
      ErrorCode code, String reason, List<String> rules, boolean enforced, List<Effect> effects)
      implements Ruling {
    public Deny {
      rules = List.copyOf(rules);
      effects = List.copyOf(effects);
    }
  }

  /**
   * Only if a human agrees.
   *
   * @param rules ids of the soft rules that matched and are not lifted
   * @param timeout the shortest that a rule asks for
   * @param approvers who may decide, as every rule agrees: {@code owner}, {@code approvers} (the
   *     repository's), {@code admin}, {@code user:ID}; never empty
   * @param fingerprint the same for the same step, however it is written; 64 hexadecimal digits
   * @param offers scopes that an approval could grant for this and the like
   */
  record Ask(
      String reason,
      Severity severity,
      List<String> rules,
      Optional<Duration> timeout,
      Set<String> approvers,
      String fingerprint,
      boolean enforced,
      List<Effect> effects,
      List<Scope> offers)
      implements Ruling {
    public Ask {
      rules = List.copyOf(rules);
      approvers = Set.copyOf(approvers);
      effects = List.copyOf(effects);
      offers = List.copyOf(offers);
    }
  }

  /**
   * One thing that a step does.
   *
   * @param action {@code git_push}, {@code write_file}, {@code execute_bash}, {@code web_fetch},
   *     {@code mcp_call}, {@code invoke_tool}
   * @param target what it is done to: a full ref, a path, a host, a command's name; empty when that
   *     cannot be known
   * @param enforced whether Berth carries it out or sees it
   */
  record Effect(String action, Optional<String> target, boolean enforced) {}
}
