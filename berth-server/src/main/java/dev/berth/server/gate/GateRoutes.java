package dev.berth.server.gate;

import dev.berth.api.gate.ApproveRequest;
import dev.berth.api.gate.DecisionAnswer;
import dev.berth.api.gate.DenyRequest;
import dev.berth.api.gate.PendingGate;
import dev.berth.api.http.Routes;
import dev.berth.core.error.BerthException;
import dev.berth.core.error.BerthException.FieldProblem;
import dev.berth.core.error.ErrorCode;
import dev.berth.core.gate.Gate;
import dev.berth.core.id.GateId;
import dev.berth.core.id.TaskId;
import dev.berth.core.policy.Scope;
import dev.berth.engine.gate.Approvals;
import dev.berth.engine.gate.Approvals.Choice;
import dev.berth.engine.gate.Approvals.Verdict;
import dev.berth.engine.task.NewTask;
import dev.berth.server.http.Call;
import dev.berth.server.http.Operation;
import dev.berth.server.http.Routing;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What waits for the caller, and what he decides. A gate that is not his does not exist. */
public final class GateRoutes implements Routing.Group {
  private final Approvals approvals;

  public GateRoutes(Approvals approvals) {
    this.approvals = approvals;
  }

  @Override
  public void register(Routing routing) {
    routing.on(
        Operation.get(Routes.PENDING, "Lists the gates that you may decide, oldest first")
            .answersMany(PendingGate.class),
        this::pending);
    routing.on(
        Operation.post(Routes.APPROVE, "Lets a step pass that waits for a person")
            .takes(ApproveRequest.class)
            .answers(202, DecisionAnswer.class),
        this::approve);
    routing.on(
        Operation.post(Routes.DENY, "Stops a step that waits for a person; the agent hears why")
            .takes(DenyRequest.class)
            .answers(202, DecisionAnswer.class),
        this::deny);
  }

  private void pending(Call call) {
    call.answer(200, approvals.pending(caller(call)).stream().map(GateRoutes::shown).toList());
  }

  private void approve(Call call) {
    ApproveRequest body = call.body(ApproveRequest.class);
    require(body.decision(), "approve");
    Choice choice =
        new Choice(
            Verdict.APPROVE,
            Optional.ofNullable(body.scope()),
            Optional.ofNullable(body.reason()),
            channel(call));
    decide(call, body.requestId(), choice);
  }

  private void deny(Call call) {
    DenyRequest body = call.body(DenyRequest.class);
    require(body.decision(), "deny");
    Choice choice =
        new Choice(
            Verdict.DENY, Optional.empty(), Optional.ofNullable(body.reason()), channel(call));
    decide(call, body.requestId(), choice);
  }

  private void decide(Call call, @Nullable String request, Choice choice) {
    TaskId task = call.path("id", text -> new TaskId(text.toUpperCase(Locale.ROOT)));
    if (request == null) {
      throw problem("request_id", "REQUIRED", "which gate: see GET /v1/pending");
    }
    Gate gate = approvals.decide(caller(call), task, gate(request), choice);
    Gate.Closed closed = gate.closed().orElseThrow();
    call.answer(
        202,
        new DecisionAnswer(
            task.value(),
            gate.id().value(),
            gate.status().name(),
            closed.scope().map(Scope::text).orElse(null),
            closed.reason().orElse(null),
            closed.at()));
  }

  /** What has no form of an id names nothing that exists. */
  private static GateId gate(String text) {
    try {
      return new GateId(text.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new BerthException(ErrorCode.NOT_FOUND, "no gate has this id", e);
    }
  }

  private static void require(@Nullable String decision, String wanted) {
    if (decision != null && !decision.equals(wanted)) {
      throw problem("decision", "VALUE", "'" + wanted + "', or nothing: the path says it");
    }
  }

  private static BerthException problem(String field, String code, String words) {
    return new BerthException(
        ErrorCode.VALIDATION_ERROR,
        field + ": " + words,
        List.of(new FieldProblem(field, code, words)),
        null);
  }

  private static PendingGate shown(Approvals.Asked asked) {
    Gate gate = asked.gate();
    return new PendingGate(
        gate.task().value(),
        gate.id().value(),
        gate.asked().tool(),
        gate.asked().preview(),
        gate.terms().severity().name().toLowerCase(Locale.ROOT),
        gate.terms().reason(),
        gate.createdAt(),
        Duration.between(gate.createdAt(), gate.expiresAt()).toSeconds(),
        gate.expiresAt(),
        gate.terms().rules(),
        gate.terms().enforced(),
        gate.terms().offers().stream().map(Scope::text).toList(),
        asked.task().spec().repo().map(repo -> repo.name().toString()).orElse(null),
        asked.task().spec().description());
  }

  private static NewTask.Submitter caller(Call call) {
    return new NewTask.Submitter(call.caller().user(), call.caller().role());
  }

  private static String channel(Call call) {
    return call.header("User-Agent").filter(agent -> agent.startsWith("berth-cli")).isPresent()
        ? "cli"
        : "api";
  }
}
