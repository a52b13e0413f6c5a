package dev.berth.gateway.protocol;

import dev.berth.core.blob.Artifact;
import dev.berth.core.model.BudgetStore;
import dev.berth.core.session.Directive;
import dev.berth.core.session.SessionContext;
import dev.berth.core.session.SessionContext.RepoContext;
import dev.berth.core.session.SessionProtocol.GateAnswer;
import dev.berth.core.session.SessionProtocol.HeartbeatAnswer;
import dev.berth.core.session.SessionStore.NumberedDirective;
import dev.berth.gateway.json.StrictJson;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The JSON that agents hear. Thread-safe. */
final class SessionJson {
  private static final String AUTHOR_NAME = "Berth";
  private static final String AUTHOR_EMAIL = "berth@localhost";

  private final StrictJson json;

  SessionJson(StrictJson json) {
    this.json = json;
  }

  ObjectNode heartbeat(HeartbeatAnswer answer) {
    ObjectNode node = json.newObject();
    ArrayNode directives = node.putArray("directives");
    answer.directives().forEach(d -> directive(directives.addObject(), d));
    BudgetStore.Account budget = answer.budget();
    node.putObject("budget")
        .put("limit_micro_usd", budget.limitMicroUsd())
        .put("spent_micro_usd", budget.spentMicroUsd())
        .put("reserved_micro_usd", budget.reservedMicroUsd())
        .put("left_micro_usd", budget.leftMicroUsd());
    node.put("deadline", answer.deadline().toString());
    node.put("turns_left", answer.turnsLeft());
    return node;
  }

  private static void directive(ObjectNode node, NumberedDirective numbered) {
    Directive directive = numbered.directive();
    node.put("seq", numbered.seq());
    switch (directive) {
      case Directive.Cancel cancel -> node.put("type", "cancel").put("text", cancel.reason());
      case Directive.Nudge nudge -> node.put("type", "nudge").put("text", nudge.text());
      case Directive.Denial denial -> node.put("type", "denial").put("text", denial.text());
      case Directive.Land land -> node.put("type", "land").put("text", land.reason());
      case Directive.Deadline deadline ->
          node.put("type", "deadline").put("deadline", deadline.deadline().toString());
    }
    node.put("at", directive.at().toString());
  }

  ObjectNode context(SessionContext context) {
    ObjectNode node = json.newObject();
    node.put("task_id", context.task().toString());
    node.put("session_id", context.session().wire());
    ObjectNode workflow = node.putObject("workflow");
    workflow.put("id", context.workflow().id()).put("version", context.workflow().version());
    ArrayNode steps = workflow.putArray("steps");
    context.workflow().steps().forEach(step -> steps.addObject().put("name", step.name()));
    context
        .repo()
        .ifPresentOrElse(repo -> repo(node.putObject("repo"), repo), () -> node.putNull("repo"));
    node.putObject("prompt")
        .put("system", context.prompt().system())
        .put("task", context.prompt().task())
        .put("version", context.prompt().version());
    ArrayNode sources = node.putArray("sources");
    context
        .sources()
        .forEach(
            s ->
                sources
                    .addObject()
                    .put("kind", s.kind())
                    .put("trust", s.trust())
                    .put("text", s.text()));
    node.putArray("attachments");
    node.putObject("model")
        .put("protocol", context.model().protocol())
        .put("base_url", SandboxUrls.model(context.model().protocol()))
        .put("name", context.model().name())
        .put("max_output_tokens", context.model().maxOutputTokens());
    node.putObject("limits")
        .put("max_turns", context.limits().maxTurns())
        .put("budget_micro_usd", context.limits().budgetMicroUsd())
        .put("deadline", context.limits().deadline().toString())
        .put("bash_timeout_s", context.limits().bashTimeoutSeconds());
    ObjectNode trailers = node.putObject("trailers");
    context.trailers().forEach(trailers::put);
    node.putObject("author").put("name", AUTHOR_NAME).put("email", AUTHOR_EMAIL);
    return node;
  }

  private static void repo(ObjectNode node, RepoContext repo) {
    node.put("owner", repo.name().owner());
    node.put("name", repo.name().name());
    node.put("clone_url", SandboxUrls.git(repo.name()));
    node.put("default_branch", repo.defaultBranch());
    node.put("branch", repo.branch());
    node.put("base_oid", repo.baseOid());
    text(node, "build_command", repo.buildCommand());
    text(node, "lint_command", repo.lintCommand());
    repo.start()
        .ifPresentOrElse(
            start ->
                node.putObject("start")
                    .put("ref", start.ref())
                    .put("oid", start.oid())
                    .put("saved_at", start.savedAt().toString())
                    .put("task_id", start.task().value()),
            () -> node.putNull("start"));
  }

  ObjectNode gate(GateAnswer gate) {
    ObjectNode node = json.newObject().put("decision", gate.decision());
    text(node, "reason", gate.reason());
    text(node, "gate_id", gate.gateId());
    return node;
  }

  ObjectNode artifact(Artifact artifact) {
    return json.newObject()
        .put("name", artifact.name())
        .put("sha256", artifact.sha256())
        .put("size", artifact.size());
  }

  private static void text(ObjectNode node, String name, Optional<String> value) {
    value.ifPresentOrElse(text -> node.put(name, text), () -> node.putNull(name));
  }
}
