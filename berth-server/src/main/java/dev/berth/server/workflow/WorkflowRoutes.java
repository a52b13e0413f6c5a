package dev.berth.server.workflow;

import dev.berth.api.http.Routes;
import dev.berth.api.workflow.WorkflowDetail;
import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCode;
import dev.berth.core.workflow.Workflow;
import dev.berth.engine.workflow.Workflows;
import dev.berth.server.http.Call;
import dev.berth.server.http.Operation;
import dev.berth.server.http.Routing;
import java.math.BigDecimal;
import java.util.Locale;

/** Lists and shows the workflows of this installation. */
public final class WorkflowRoutes implements Routing.Group {
  private final Workflows workflows;

  public WorkflowRoutes(Workflows workflows) {
    this.workflows = workflows;
  }

  @Override
  public void register(Routing routing) {
    routing.on(
        Operation.get(Routes.WORKFLOWS, "Lists the workflows that tasks can name")
            .answersMany(WorkflowDetail.class),
        this::list);
    routing.on(
        Operation.get(Routes.WORKFLOW, "Shows a workflow").answers(200, WorkflowDetail.class),
        this::show);
  }

  private void list(Call call) {
    call.answer(
        200,
        workflows.ids().stream()
            .flatMap(id -> workflows.current(id).stream())
            .map(WorkflowRoutes::detail)
            .toList());
  }

  private void show(Call call) {
    String id = call.path("group", text -> text) + "/" + call.path("name", text -> text);
    call.answer(
        200,
        workflows
            .current(id)
            .map(WorkflowRoutes::detail)
            .orElseThrow(
                () -> new BerthException(ErrorCode.NOT_FOUND, "there is no such workflow")));
  }

  private static WorkflowDetail detail(Workflow workflow) {
    return new WorkflowDetail(
        workflow.id(),
        workflow.version(),
        workflow.description(),
        workflow.agent(),
        workflow.requiresRepo(),
        workflow.readOnly(),
        workflow.effect().name().toLowerCase(Locale.ROOT),
        workflow.buildRequired(),
        workflow.steps().stream().map(Workflow.Step::name).toList(),
        workflow.limits().maxTurns().orElse(null),
        workflow.limits().budgetMicroUsd().map(micro -> BigDecimal.valueOf(micro, 6)).orElse(null));
  }
}
