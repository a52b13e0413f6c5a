package dev.berth.engine.gate;

import dev.berth.core.error.ErrorCode;
import dev.berth.core.gate.CallDigest;
import dev.berth.core.policy.Call;
import dev.berth.core.policy.Policy;
import dev.berth.core.policy.Ruling;
import dev.berth.core.policy.Scope;
import dev.berth.core.policy.Severity;
import dev.berth.core.repo.Repository;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Rules that can be read in one glance: what begins with {@code drop} is forbidden; pushes with
 * force, and commands that begin with {@code push}, ask; everything else is allowed.
 */
public final class ScriptedPolicy implements Policy {
  static final String RULE = "force-push";
  Optional<Duration> timeout = Optional.empty();
  Set<String> approvers = Set.of("owner", "approvers", "admin");
  boolean forbidsAll;
  boolean fails;
  Optional<Question> last = Optional.empty();

  /** A push by a command. */
  static Call command(String ref) {
    return new Call("bash", Map.of("command", "push " + ref));
  }

  /** A push as the git door sees it. */
  static Call push(String ref, String newOid) {
    return new Call(
        Call.GIT_PUSH,
        Map.of("ref", ref, "old_oid", "a".repeat(40), "new_oid", newOid.repeat(40), "force", true));
  }

  /** The same with the path of a file in its commits. */
  static Call push(String ref, String newOid, String path) {
    Map<String, Object> input = new HashMap<>(push(ref, newOid).input());
    input.put("paths", List.of(path));
    return new Call(Call.GIT_PUSH, input);
  }

  @Override
  public Ruling judge(Question question, Set<Scope> granted) {
    last = Optional.of(question);
    if (fails) {
      throw new IllegalStateException("the rules broke");
    }
    String command = String.valueOf(question.call().input().get("command"));
    if (forbidsAll || command.startsWith("drop")) {
      return new Ruling.Deny(
          ErrorCode.POLICY_DENIED, "never", List.of("no-drop"), false, List.of());
    }
    boolean asks = question.door() || command.startsWith("push");
    if (!asks || granted.contains(new Scope.AllSession()) || granted.contains(rule())) {
      return new Ruling.Allow(asks ? List.of(RULE) : List.of(), List.of());
    }
    String ref =
        question.door()
            ? String.valueOf(question.call().input().get("ref"))
            : command.substring("push ".length());
    List<String> rules = new ArrayList<>(List.of(RULE));
    List<Ruling.Effect> effects = new ArrayList<>();
    effects.add(new Ruling.Effect("git_push", Optional.of(ref), true));
    for (Object path :
        question.call().input().get("paths") instanceof List<?> all ? all : List.of()) {
      effects.add(new Ruling.Effect("write_file", Optional.of(String.valueOf(path)), true));
      if (path.equals(".env")) {
        rules.add("write-env");
      }
    }
    return new Ruling.Ask(
        "a force push to " + ref,
        Severity.MEDIUM,
        rules,
        timeout,
        approvers,
        CallDigest.of(question.call()),
        question.door(),
        effects,
        List.of(new Scope.ThisCall(), rule()));
  }

  private static Scope rule() {
    return new Scope.Rule(RULE);
  }

  @Override
  public Optional<String> problem(Scope scope, Optional<Repository> repository) {
    return scope instanceof Scope.Rule(String id) && !id.equals(RULE)
        ? Optional.of("there is no soft rule " + id)
        : Optional.empty();
  }

  @Override
  public List<Rule> rules(Optional<Repository> repository) {
    return List.of();
  }
}
