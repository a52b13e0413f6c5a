package dev.berth.server.task;

import dev.berth.api.task.CleanupSummary;
import dev.berth.api.task.ErrorClassification;
import dev.berth.api.task.Isolation;
import dev.berth.api.task.ResolvedWorkflow;
import dev.berth.api.task.TaskDetail;
import dev.berth.api.task.TaskSummary;
import dev.berth.core.error.ErrorCode;
import dev.berth.core.id.GateId;
import dev.berth.core.model.BudgetStore;
import dev.berth.core.task.Task;
import dev.berth.engine.task.TaskView;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Tasks as the API shows them. */
final class TaskViews {
  /** Gates that a task may raise; the design's cap. */
  private static final int GATE_CAP = 50;

  private TaskViews() {}

  static TaskDetail detail(TaskView view, Instant now) {
    Task task = view.task();
    var state = task.state();
    var work = task.work();
    return new TaskDetail(
        task.id().value(),
        task.status().name(),
        state.since(),
        task.spec().repo().map(repo -> repo.name().toString()).orElse(null),
        task.spec().issueNumber().map(Integer::longValue).orElse(null),
        task.spec().prNumber().map(Integer::longValue).orElse(null),
        workflow(task),
        task.spec().description(),
        work.branch().orElse(null),
        task.session().map(id -> id.wire()).orElse(null),
        work.changeRequestUrl().orElse(null),
        state.fate().message().orElse(null),
        state.fate().failure().map(TaskViews::classification).orElse(null),
        task.spec().channel(),
        task.spec().createdAt(),
        state.since(),
        state.moments().startedAt().orElse(null),
        state.moments().completedAt().orElse(null),
        duration(task, now),
        cost(view.budget()),
        work.buildPassed().orElse(null),
        work.lintPassed().orElse(null),
        task.spec().limits().maxTurns(),
        usd(task.spec().limits().budgetMicroUsd()),
        work.turnsAttempted(),
        work.turnsCompleted(),
        work.promptVersion().orElse(null),
        work.release().orElse(null),
        work.isolation().map(TaskViews::isolation).orElse(null),
        cleanup(view),
        state.gates().raised(),
        GATE_CAP,
        view.awaiting().map(GateId::value).orElse(null),
        state.moments().queuedAt().orElse(null),
        view.queuePosition().orElse(null),
        view.estimatedWait().map(Duration::toSeconds).orElse(null),
        null,
        work.artifact().orElse(null),
        List.of(),
        task.spec().trace());
  }

  static TaskSummary summary(TaskView view) {
    Task task = view.task();
    return new TaskSummary(
        task.id().value(),
        task.status().name(),
        task.state().since(),
        task.spec().repo().map(repo -> repo.name().toString()).orElse(null),
        task.spec().issueNumber().map(Integer::longValue).orElse(null),
        task.spec().prNumber().map(Integer::longValue).orElse(null),
        workflow(task),
        task.spec().description(),
        task.work().branch().orElse(null),
        task.work().changeRequestUrl().orElse(null),
        task.spec().createdAt(),
        task.state().since(),
        task.state().moments().completedAt().orElse(null),
        cost(view.budget()));
  }

  /** Micro-dollars as dollars. */
  static BigDecimal usd(long micro) {
    return BigDecimal.valueOf(micro, 6);
  }

  static @Nullable BigDecimal cost(Optional<BudgetStore.Account> account) {
    return account.map(a -> usd(a.spentMicroUsd())).orElse(null);
  }

  private static ResolvedWorkflow workflow(Task task) {
    return new ResolvedWorkflow(task.spec().workflow().id(), task.spec().workflow().version());
  }

  private static ErrorClassification classification(ErrorCode code) {
    return new ErrorClassification(
        code.category().name().toLowerCase(Locale.ROOT),
        code.title(),
        code.description(),
        code.remedy(),
        code.retryable());
  }

  private static @Nullable BigDecimal duration(Task task, Instant now) {
    return task.state()
        .moments()
        .startedAt()
        .map(start -> Duration.between(start, task.state().moments().completedAt().orElse(now)))
        .map(length -> BigDecimal.valueOf(length.toMillis(), 3))
        .orElse(null);
  }

  /** The backend says {@code aspect: how} for each thing that is in force, or that nothing is. */
  private static Isolation isolation(String text) {
    Map<String, String> enforced = new LinkedHashMap<>();
    for (String item : text.split("; ")) {
      int colon = item.indexOf(": ");
      if (colon < 0) {
        enforced.put(item, "yes");
      } else {
        enforced.put(item.substring(0, colon), item.substring(colon + 2));
      }
    }
    return new Isolation(text.startsWith("not isolated") ? "none" : "sandbox", enforced);
  }

  private static CleanupSummary cleanup(TaskView view) {
    TaskView.OpenLeases leases = view.leases();
    boolean ended = view.task().status().isTerminal();
    String state =
        leases.stuck() > 0
            ? "stuck"
            : !ended ? "pending" : leases.held() > 0 ? "running" : "complete";
    return new CleanupSummary(state, leases.held(), leases.stuck());
  }
}
