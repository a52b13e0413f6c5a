package dev.berth.server.task;

import dev.berth.api.envelope.Data;
import dev.berth.api.envelope.Page;
import dev.berth.api.envelope.Pagination;
import dev.berth.api.http.Headers;
import dev.berth.api.http.Routes;
import dev.berth.api.task.CancelAnswer;
import dev.berth.api.task.CreateTaskRequest;
import dev.berth.api.task.NudgeAnswer;
import dev.berth.api.task.NudgeRequest;
import dev.berth.api.task.RetryRequest;
import dev.berth.api.task.TaskDetail;
import dev.berth.api.task.TaskSummary;
import dev.berth.core.blob.Sha256;
import dev.berth.core.error.BerthException;
import dev.berth.core.error.BerthException.FieldProblem;
import dev.berth.core.error.ErrorCode;
import dev.berth.core.id.TaskId;
import dev.berth.core.repo.RepoName;
import dev.berth.core.task.TaskStatus;
import dev.berth.core.task.TaskStore;
import dev.berth.core.time.Time;
import dev.berth.engine.task.NewTask;
import dev.berth.engine.task.TaskReader;
import dev.berth.engine.task.TaskView;
import dev.berth.engine.task.Tasks;
import dev.berth.server.http.Call;
import dev.berth.server.http.Cursors;
import dev.berth.server.http.MicroUsd;
import dev.berth.server.http.Operation;
import dev.berth.server.http.Routing;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Submitting, listing, showing and steering tasks. */
public final class TaskRoutes implements Routing.Group {
  private static final Pattern KEY = Pattern.compile("[A-Za-z0-9_-]{1,128}");

  private final Tasks tasks;
  private final TaskReader reader;
  private final Cursors cursors;
  private final Time time;

  public TaskRoutes(Tasks tasks, TaskReader reader, Cursors cursors, Time time) {
    this.tasks = tasks;
    this.reader = reader;
    this.cursors = cursors;
    this.time = time;
  }

  @Override
  public void register(Routing routing) {
    routing.on(
        Operation.post(Routes.TASKS, "Submits a task")
            .header(Headers.IDEMPOTENCY_KEY, "1-128 letters, digits, dashes, underscores")
            .takes(CreateTaskRequest.class)
            .answers(201, TaskDetail.class)
            .answers(200, TaskDetail.class),
        this::create);
    routing.on(
        Operation.get(Routes.TASKS, "Lists tasks, newest first")
            .query("status", "names of states, separated by commas")
            .query("repo", "owner/name")
            .answersPages(TaskSummary.class),
        this::list);
    routing.on(
        Operation.get(Routes.TASK, "Shows a task").answers(200, TaskDetail.class), this::show);
    routing.on(
        Operation.delete(Routes.TASK, "Cancels a task").answers(200, CancelAnswer.class),
        this::cancel);
    routing.on(
        Operation.post(Routes.NUDGE, "Tells the agent something between two turns")
            .takes(NudgeRequest.class)
            .answers(202, NudgeAnswer.class),
        this::nudge);
    routing.on(
        Operation.post(Routes.RETRY, "Submits an ended task again")
            .header(Headers.IDEMPOTENCY_KEY, "1-128 letters, digits, dashes, underscores")
            .mayTake(RetryRequest.class)
            .answers(201, TaskDetail.class)
            .answers(200, TaskDetail.class),
        this::retry);
  }

  private void create(Call call) {
    byte[] bytes = call.bodyBytes();
    CreateTaskRequest body = call.json().read(bytes, CreateTaskRequest.class);
    NewTask request =
        new NewTask(
            submitter(call),
            Optional.ofNullable(body.repo()),
            Optional.ofNullable(body.issueNumber()),
            Optional.ofNullable(body.prNumber()),
            Optional.ofNullable(body.taskDescription()),
            Optional.ofNullable(body.workflowRef()),
            Optional.ofNullable(body.maxTurns()),
            Optional.ofNullable(body.maxBudgetUsd()).map(TaskRoutes::micro),
            Optional.ofNullable(body.approvalTimeoutS()),
            body.initialApprovals() == null ? List.of() : body.initialApprovals(),
            body.attachments() == null ? 0 : body.attachments().size(),
            Boolean.TRUE.equals(body.trace()),
            channel(call));
    submitted(call, tasks.submit(request, idempotencyKey(call, bytes)), 201);
  }

  private void retry(Call call) {
    byte[] bytes = call.bodyBytes();
    RetryRequest body =
        bytes.length == 0
            ? new RetryRequest(null, null, null)
            : call.json().read(bytes, RetryRequest.class);
    Tasks.Changes changes =
        new Tasks.Changes(
            Optional.ofNullable(body.taskDescription()),
            Optional.ofNullable(body.maxTurns()),
            Optional.ofNullable(body.maxBudgetUsd()).map(TaskRoutes::micro),
            channel(call));
    submitted(
        call, tasks.retry(submitter(call), id(call), changes, idempotencyKey(call, bytes)), 201);
  }

  private void submitted(Call call, Tasks.Submitted submitted, int created) {
    if (submitted.replay()) {
      call.context().header(Headers.IDEMPOTENT_REPLAY, "true");
    }
    TaskView view = reader.view(submitter(call), submitted.task().id());
    call.send(submitted.replay() ? 200 : created, new Data<>(TaskViews.detail(view, time.now())));
  }

  private void show(Call call) {
    call.answer(200, TaskViews.detail(reader.view(submitter(call), id(call)), time.now()));
  }

  private void list(Call call) {
    int limit = call.limit();
    TaskStore.Filter filter =
        new TaskStore.Filter(
            Optional.empty(),
            call.query("repo", RepoName::parse),
            call.query("status", TaskRoutes::statuses).orElse(Set.of()),
            call.query("next_token", token -> new TaskId(cursors.open("tasks", token))),
            limit + 1);
    List<TaskView> found = reader.list(submitter(call), filter);
    boolean more = found.size() > limit;
    List<TaskView> page = more ? found.subList(0, limit) : found;
    @Nullable String next = more ? cursors.seal("tasks", page.getLast().task().id().value()) : null;
    call.send(
        200,
        new Page<>(page.stream().map(TaskViews::summary).toList(), new Pagination(next, more)));
  }

  private void cancel(Call call) {
    Tasks.Cancelled cancelled = tasks.cancel(submitter(call), id(call), Optional.empty());
    var task = cancelled.task();
    boolean settling = task.status() == TaskStatus.FINALIZING;
    String cause = task.state().fate().cause().map(Enum::name).orElse("");
    String message =
        cancelled.already()
            ? "The task was ending already; its first cause stays."
            : settling ? "The session is being stopped." : "The task is cancelled.";
    call.answer(
        200,
        new CancelAnswer(
            task.id().value(), task.status().name(), time.now(), settling ? cause : null, message));
  }

  private void nudge(Call call) {
    NudgeRequest body = call.body(NudgeRequest.class);
    String text = body.message() == null ? "" : body.message();
    TaskId id = id(call);
    String nudge = tasks.nudge(submitter(call), id, text);
    call.answer(202, new NudgeAnswer(id.value(), nudge, time.now()));
  }

  private static TaskId id(Call call) {
    return call.path("id", text -> new TaskId(text.toUpperCase(Locale.ROOT)));
  }

  private static NewTask.Submitter submitter(Call call) {
    return new NewTask.Submitter(call.caller().user(), call.caller().role());
  }

  private static String channel(Call call) {
    return call.header("User-Agent").filter(agent -> agent.startsWith("berth-cli")).isPresent()
        ? "cli"
        : "api";
  }

  private static TaskStatus status(String name) {
    return Arrays.stream(TaskStatus.values())
        .filter(status -> status.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("names of states, with commas between"));
  }

  private static Set<TaskStatus> statuses(String text) {
    return Arrays.stream(text.split(","))
        .map(name -> status(name.strip().toUpperCase(Locale.ROOT)))
        .collect(Collectors.toUnmodifiableSet());
  }

  /**
   * What does not fit becomes a value that no limit allows, so that it is reported with the rest.
   */
  private static long micro(BigDecimal usd) {
    return MicroUsd.of(usd);
  }

  /** Of what was asked for, not of the body alone: an empty retry is not another task's. */
  private static String fingerprint(Call call, byte[] body) {
    String what = call.context().method() + " " + call.context().path() + "\n";
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(what.getBytes(StandardCharsets.UTF_8));
    all.writeBytes(body);
    return Sha256.hex(all.toByteArray());
  }

  private static Optional<NewTask.IdempotencyKey> idempotencyKey(Call call, byte[] body) {
    Optional<String> key = call.header(Headers.IDEMPOTENCY_KEY);
    if (key.filter(text -> !KEY.matcher(text).matches()).isPresent()) {
      throw new BerthException(
          ErrorCode.VALIDATION_ERROR,
          "the Idempotency-Key is not valid",
          List.of(
              new FieldProblem(
                  Headers.IDEMPOTENCY_KEY, "FORM", "1-128 letters, digits, dashes, underscores")),
          null);
    }
    return key.map(text -> new NewTask.IdempotencyKey(text, fingerprint(call, body)));
  }
}
