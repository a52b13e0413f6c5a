package dev.berth.engine.outcome;

import dev.berth.core.model.BudgetStore;
import dev.berth.core.session.Session;
import dev.berth.core.session.SessionContext;
import dev.berth.core.session.Verification;
import dev.berth.core.task.Task;
import dev.berth.engine.session.SessionJson;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;

/**
 * The evidence that is joined to a change request: builds before and after as Berth verified them,
 * the commands that the agent says it ran, what it cost. The words of the API's evidence.
 */
final class EvidenceJson {
  private static final int COMMANDS = 100;

  private final SessionJson json = new SessionJson();

  String write(
      Task task,
      SessionContext context,
      Optional<Session.AgentResult> result,
      Optional<Verification> verification,
      Optional<BudgetStore.Account> account) {
    Map<String, Object> evidence = new LinkedHashMap<>();
    verification.ifPresent(
        v -> {
          beforeAfter(v.baseBuild(), v.headBuild()).ifPresent(b -> evidence.put("build", b));
          beforeAfter(v.baseLint(), v.headLint()).ifPresent(b -> evidence.put("lint", b));
          evidence.put("verified_commit", v.headOid());
        });
    evidence.put("commands", result.map(r -> commands(r.reported())).orElse(List.of()));
    evidence.put("turns_completed", task.work().turnsCompleted());
    account.ifPresent(a -> evidence.put("cost_micro_usd", a.spentMicroUsd()));
    evidence.put("model", context.model().name());
    evidence.put("prompt_version", context.prompt().version());
    return json.write(evidence);
  }

  private static Optional<Map<String, Object>> beforeAfter(
      Optional<Verification.Check> before, Optional<Verification.Check> after) {
    if (before.isEmpty() && after.isEmpty()) {
      return Optional.empty();
    }
    Map<String, Object> both = new LinkedHashMap<>();
    both.put("command", after.or(() -> before).orElseThrow().command());
    before.ifPresent(check -> both.put("before", run(check)));
    after.ifPresent(check -> both.put("after", run(check)));
    return Optional.of(both);
  }

  private static Map<String, Object> run(Verification.Check check) {
    return Map.of(
        "command", check.command(),
        "exit_code", check.exitCode(),
        "duration_ms", check.duration().toMillis(),
        "output", check.output());
  }

  /** As the agent says: shown as reported, and proof of nothing. */
  private List<?> commands(String reported) {
    try {
      return json.object(reported).get("commands") instanceof List<?> commands
          ? commands.subList(0, Math.min(commands.size(), COMMANDS))
          : List.of();
    } catch (JacksonException e) {
      // An agent's own words; unreadable ones are no evidence.
      return List.of();
    }
  }
}
