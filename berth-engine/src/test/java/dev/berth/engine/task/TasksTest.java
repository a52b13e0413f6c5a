package dev.berth.engine.task;

import static dev.berth.engine.task.Bench.moneyFor;
import static dev.berth.engine.task.Bench.request;
import static dev.berth.engine.task.Bench.room;
import static dev.berth.engine.task.Bench.user;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCode;
import dev.berth.core.event.TaskEvent;
import dev.berth.core.gate.GateStore;
import dev.berth.core.id.ModelCallId;
import dev.berth.core.id.TaskId;
import dev.berth.core.model.BudgetDay;
import dev.berth.core.model.BudgetStore;
import dev.berth.core.model.DayLimits;
import dev.berth.core.repo.Repository;
import dev.berth.core.task.Signal;
import dev.berth.core.task.TaskStatus;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TasksTest {
  @TempDir private Path directory = Path.of("");

  private Bench bench(int capacity, int perUser, int perRepo) {
    return new Bench(directory, room(capacity, perUser, perRepo));
  }

  private static ErrorCode refused(ThrowingCallable call) {
    return catchThrowableOfType(BerthException.class, call).code();
  }

  @Test
  void theSameKeyMakesOneTask() {
    try (Bench bench = bench(1, 1, 1)) {
      Optional<NewTask.IdempotencyKey> key =
          Optional.of(new NewTask.IdempotencyKey("k1", "ab".repeat(32)));
      NewTask request = request(user("ann"), Optional.empty());
      Tasks.Submitted first = bench.tasks.submit(request, key);
      Tasks.Submitted second = bench.tasks.submit(request, key);

      assertThat(second.replay()).isTrue();
      assertThat(second.task().id()).isEqualTo(first.task().id());
      assertThat(
              refused(
                  () ->
                      bench.tasks.submit(
                          request, Optional.of(new NewTask.IdempotencyKey("k1", "cd".repeat(32))))))
          .isEqualTo(ErrorCode.IDEMPOTENCY_KEY_REUSED);
      assertThat(bench.tasks.submit(request(user("bob"), Optional.empty()), key).replay())
          .isFalse();
    }
  }

  @Test
  void allFieldProblemsAreReportedAtOnce() {
    try (Bench bench = bench(1, 1, 1)) {
      NewTask bad =
          new NewTask(
              user("ann"),
              Optional.of("no slash"),
              Optional.of(0L),
              Optional.empty(),
              Optional.of("x".repeat(10_001)),
              Optional.of("coding/new-task-v1"),
              Optional.of(501),
              Optional.of(1L),
              Optional.of(29),
              Collections.nCopies(21, "tool_type:bash"),
              0,
              false,
              "api");
      BerthException e =
          catchThrowableOfType(
              BerthException.class, () -> bench.tasks.submit(bad, Optional.empty()));

      assertThat(e.code()).isEqualTo(ErrorCode.VALIDATION_ERROR);
      assertThat(e.problems())
          .extracting(p -> p.field())
          .containsExactlyInAnyOrder(
              "repo",
              "issue_number",
              "task_description",
              "max_turns",
              "max_budget_usd",
              "approval_timeout_s",
              "initial_approvals");
    }
  }

  @Test
  void whatIsApprovedBeforehandIsGrantedWithTheTask() {
    try (Bench bench = bench(1, 1, 1)) {
      List<String> scopes = List.of("tool_type:bash", "write_path:docs/**", "tool_type:bash");
      TaskId id = bench.tasks.submit(approving(scopes), Optional.empty()).task().id();
      List<GateStore.Granted> all = bench.database.read(tx -> tx.gates().granted(id));
      assertThat(all)
          .extracting(granted -> granted.scope().text())
          .containsExactly("tool_type:bash", "write_path:docs/**");
      for (String bad :
          List.of("", "everything", "this_call", "bash_pattern:**", "rule:no-such-rule")) {
        assertThat(refused(() -> bench.tasks.submit(approving(List.of(bad)), Optional.empty())))
            .as(bad)
            .isEqualTo(ErrorCode.VALIDATION_ERROR);
      }
    }
  }

  private static NewTask approving(List<String> scopes) {
    return new NewTask(
        user("ann"),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.of("Fix it"),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        scopes,
        0,
        false,
        "api");
  }

  @Test
  void unknownWorkflowAndRepositoryAreRefused() {
    try (Bench bench = bench(1, 1, 1)) {
      assertThat(
              refused(
                  () ->
                      bench.tasks.submit(
                          request(user("ann"), Optional.of(bench.samples.repoName())),
                          Optional.empty())))
          .isEqualTo(ErrorCode.REPO_NOT_ONBOARDED);
    }
  }

  @Test
  void whatIsNotYoursDoesNotExist() {
    try (Bench bench = bench(1, 1, 1)) {
      TaskId id = bench.submit("ann", Optional.empty());

      assertThat(refused(() -> bench.reader.view(user("bob"), id))).isEqualTo(ErrorCode.NOT_FOUND);
      assertThat(refused(() -> bench.tasks.cancel(user("bob"), id, Optional.empty())))
          .isEqualTo(ErrorCode.NOT_FOUND);
      assertThat(bench.reader.view(user("ann"), id).leases().held()).isEqualTo(1);
    }
  }

  @Test
  void usersTakeTurnsAndNobodyOvertakesInALine() {
    try (Bench bench = bench(1, 10, 20)) {
      TaskId running = bench.submit("ann", Optional.empty());
      List<TaskId> ann =
          List.of(bench.submit("ann", Optional.empty()), bench.submit("ann", Optional.empty()));
      TaskId bob = bench.submit("bob", Optional.empty());

      assertThat(bench.reader.view(user("bob"), bob).queuePosition()).contains(1);
      assertThat(bench.reader.view(user("ann"), ann.get(0)).queuePosition()).contains(2);
      assertThat(bench.reader.view(user("ann"), ann.get(1)).queuePosition()).contains(3);

      for (TaskId next : List.of(bob, ann.get(0), ann.get(1))) {
        TaskId now = next.equals(bob) ? running : next.equals(ann.get(0)) ? bob : ann.get(0);
        bench.driver.signal(
            now, new Signal.StartFailed(Signal.Stage.START, ErrorCode.SESSION_START_FAILED, "no"));
        bench.giveRoomBack(now);
        assertThat(bench.status(next)).isEqualTo(TaskStatus.HYDRATING);
      }
    }
  }

  @Test
  void whileTheBackendIsShortOfSomethingTasksWait() {
    AtomicReference<Optional<String>> shortage = new AtomicReference<>(Optional.of("disk"));
    try (Bench bench = new Bench(directory, room(5, 5, 5, shortage::get))) {
      TaskId id = bench.submit("ann", Optional.empty());
      assertThat(bench.status(id)).isEqualTo(TaskStatus.QUEUED);
      shortage.set(Optional.empty());
      assertThat(bench.admission.grantNext()).isTrue();
      assertThat(bench.status(id)).isEqualTo(TaskStatus.HYDRATING);
    }
  }

  @Test
  void whoseMoneyOfTheDayIsSpentWaitsForTheNext() {
    DayLimits days = new DayLimits(Optional.of(1_000_000L), Optional.of(100_000L));
    try (Bench bench = new Bench(directory, moneyFor(days))) {
      // the clock stands at midnight, and a day in the queue is its end
      bench.time.advance(Duration.ofHours(1));
      TaskId first = bench.submit("ann", Optional.empty());
      spend(bench, first, 99_000);
      TaskId waits = bench.submit("ann", Optional.empty());
      assertThat(bench.status(waits)).isEqualTo(TaskStatus.QUEUED);
      List<TaskEvent> events = bench.database.read(tx -> tx.events().after(waits, 0, 100));
      assertThat(events.toString()).contains("user_day_budget");
      TaskId other = bench.submit("bob", Optional.empty());
      assertThat(bench.status(other)).as("somebody else's is not").isEqualTo(TaskStatus.HYDRATING);

      bench.time.advance(
          Duration.between(bench.time.now(), BudgetDay.of(bench.time.now()).end()).minusMillis(1));
      bench.runDue();
      assertThat(bench.status(waits)).isEqualTo(TaskStatus.QUEUED);
      bench.time.advance(Duration.ofMillis(1));
      bench.runDue();
      assertThat(bench.status(waits)).isEqualTo(TaskStatus.HYDRATING);
    }
  }

  @Test
  void whenTheInstallationsMoneyOfTheDayIsSpentEverybodyWaits() {
    DayLimits days = new DayLimits(Optional.of(1_000_000L), Optional.empty());
    try (Bench bench = new Bench(directory, moneyFor(days))) {
      // the clock stands at midnight, and a day in the queue is its end
      bench.time.advance(Duration.ofHours(1));
      spend(bench, bench.submit("ann", Optional.empty()), 990_000);
      TaskId waits = bench.submit("bob", Optional.empty());
      assertThat(bench.status(waits)).isEqualTo(TaskStatus.QUEUED);
      bench.time.advance(Duration.between(bench.time.now(), BudgetDay.of(bench.time.now()).end()));
      bench.runDue();
      assertThat(bench.status(waits)).isEqualTo(TaskStatus.HYDRATING);
    }
  }

  private static void spend(Bench bench, TaskId task, long microUsd) {
    ModelCallId call = new ModelCallId(bench.samples.id());
    bench.database.write(
        tx -> {
          tx.budgets()
              .reserve(
                  task,
                  new BudgetStore.ModelCall(
                      call,
                      task,
                      bench.samples.node(),
                      "m",
                      "t",
                      microUsd,
                      bench.time.now(),
                      Optional.empty()));
          tx.budgets()
              .settle(
                  task, call, new BudgetStore.Settlement(1, 1, microUsd, false, bench.time.now()));
          return task;
        });
  }

  @Test
  void aFullRepositoryDoesNotHoldUpAnother() {
    try (Bench bench = bench(10, 10, 1)) {
      Repository one = bench.repo();
      Repository other = bench.repo();
      TaskId first = bench.submit("ann", Optional.of(one.name()));
      TaskId waits = bench.submit("ann", Optional.of(one.name()));
      TaskId passes = bench.submit("ann", Optional.of(other.name()));

      assertThat(bench.status(first)).isEqualTo(TaskStatus.HYDRATING);
      assertThat(bench.status(waits)).isEqualTo(TaskStatus.QUEUED);
      assertThat(bench.status(passes)).isEqualTo(TaskStatus.HYDRATING);
    }
  }

  @Test
  void aRemovedRepositoryEndsItsWaitingTasks() {
    try (Bench bench = bench(10, 10, 1)) {
      Repository repo = bench.repo();
      TaskId first = bench.submit("ann", Optional.of(repo.name()));
      TaskId waits = bench.submit("ann", Optional.of(repo.name()));
      bench.database.write(
          tx -> tx.repos().update(repo.removed(bench.time.now()).next(bench.time.now())));
      bench.giveRoomBack(first);

      assertThat(bench.task(waits).state().fate().failure()).contains(ErrorCode.REPO_NOT_ONBOARDED);
    }
  }

  @Test
  void retryTakesWhatTheEndedTaskHad() {
    try (Bench bench = bench(10, 10, 10)) {
      TaskId id = bench.submit("ann", Optional.empty());
      Tasks.Changes changes =
          new Tasks.Changes(Optional.empty(), Optional.of(7), Optional.empty(), "cli");
      assertThat(refused(() -> bench.tasks.retry(user("ann"), id, changes, Optional.empty())))
          .isEqualTo(ErrorCode.TASK_NOT_ENDED);
      bench.driver.signal(id, new Signal.Cancel(user("ann").user(), Optional.empty()));
      bench.advance(Duration.ofSeconds(30));
      assertThat(bench.status(id)).isEqualTo(TaskStatus.CANCELLED);

      Tasks.Submitted again = bench.tasks.retry(user("ann"), id, changes, Optional.empty());

      assertThat(again.task().spec().retryOf()).contains(id);
      assertThat(again.task().spec().limits().maxTurns()).isEqualTo(7);
      assertThat(refused(() -> bench.tasks.cancel(user("ann"), id, Optional.empty())))
          .isEqualTo(ErrorCode.TASK_ALREADY_TERMINAL);
    }
  }

  @Test
  void aNudgeReachesARunningAgentOnly() {
    try (Bench bench = bench(10, 10, 10)) {
      TaskId id = bench.submit("ann", Optional.empty());
      assertThat(refused(() -> bench.tasks.nudge(user("ann"), id, "hurry")))
          .isEqualTo(ErrorCode.TASK_NOT_RUNNING);
      bench.driver.signal(id, new Signal.SessionReady());

      assertThat(bench.tasks.nudge(user("ann"), id, "hurry")).hasSize(26);
      assertThat(bench.events(id)).contains("nudge_received");
    }
  }

  @Test
  void whatTheScreenStopsLeavesNoTask() {
    try (Bench bench = bench(10, 10, 10)) {
      String secret = "ghp_" + "a1B2".repeat(9);
      NewTask request = request(user("ann"), Optional.empty());
      NewTask leaking = described(request, "Use " + secret);
      BerthException e =
          catchThrowableOfType(
              BerthException.class, () -> bench.tasks.submit(leaking, Optional.empty()));
      assertThat(e.code()).isEqualTo(ErrorCode.CONTENT_BLOCKED);
      assertThat(e.problems().getFirst().field()).isEqualTo("task_description");
      assertThat(e.detail() + e.problems()).doesNotContain(secret);
      // Limits come before the screen.
      assertThat(
              refused(
                  () ->
                      bench.tasks.submit(
                          described(request, secret + "x".repeat(10_000)), Optional.empty())))
          .isEqualTo(ErrorCode.VALIDATION_ERROR);

      TaskId id = bench.submit("ann", Optional.empty());
      bench.driver.signal(id, new Signal.SessionReady());
      assertThat(refused(() -> bench.tasks.nudge(user("ann"), id, "use " + secret)))
          .isEqualTo(ErrorCode.CONTENT_BLOCKED);
      assertThat(bench.events(id)).doesNotContain("nudge_received");
    }
  }

  private static NewTask described(NewTask request, String description) {
    return new NewTask(
        request.by(),
        request.repo(),
        request.issueNumber(),
        request.prNumber(),
        Optional.of(description),
        request.workflow(),
        request.maxTurns(),
        request.budgetMicroUsd(),
        request.approvalTimeoutSeconds(),
        request.initialApprovals(),
        request.attachments(),
        request.trace(),
        request.channel());
  }
}
