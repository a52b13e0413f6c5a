package dev.berth.engine.task;

import dev.berth.core.audit.AuditAction;
import dev.berth.core.audit.AuditEntry;
import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCode;
import dev.berth.core.event.EventType;
import dev.berth.core.event.NewEvent;
import dev.berth.core.gate.GateStore;
import dev.berth.core.id.SessionId;
import dev.berth.core.id.TaskId;
import dev.berth.core.id.Ulid;
import dev.berth.core.policy.Policy;
import dev.berth.core.policy.Scope;
import dev.berth.core.screen.Content;
import dev.berth.core.screen.ContentScreen;
import dev.berth.core.session.Directive;
import dev.berth.core.store.Database;
import dev.berth.core.store.Tx;
import dev.berth.core.task.Decision;
import dev.berth.core.task.IdempotencyStore;
import dev.berth.core.task.Signal;
import dev.berth.core.task.Task;
import dev.berth.core.task.TaskLifecycle;
import dev.berth.core.task.TaskSpec;
import dev.berth.core.task.TaskState;
import dev.berth.core.task.TaskStatus;
import dev.berth.core.time.Time;
import dev.berth.engine.job.JobKind;
import dev.berth.engine.job.Jobs;
import dev.berth.engine.workflow.Workflows;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** What people do with tasks: submit, cancel, nudge, retry. Thread-safe. */
public final class Tasks {
  private static final int NUDGE_LENGTH = 2_000;

  private final Parts parts;
  private final Workflows workflows;
  private final TaskLimitsConfig defaults;
  private final Policy policy;
  private final Predicate<Task> nudgeable;
  private final ContentScreen screen;

  /**
   * @param policy asked whether a scope may be granted
   * @param nudgeable whether a task's agent reads directives
   * @param screen what people say passes it; its failure is a refusal
   */
  public Tasks(
      Parts parts,
      Workflows workflows,
      TaskLimitsConfig defaults,
      Policy policy,
      Predicate<Task> nudgeable,
      ContentScreen screen) {
    this.parts = parts;
    this.workflows = workflows;
    this.defaults = defaults;
    this.policy = policy;
    this.nudgeable = nudgeable;
    this.screen = ContentScreen.closed(screen);
  }

  /** What it works with. */
  public record Parts(
      Database database,
      TaskDriver driver,
      TaskLifecycle lifecycle,
      Jobs jobs,
      Time time,
      Ulid ids) {}

  /** A task, and whether it was there already under the same idempotency key. */
  public record Submitted(Task task, boolean replay) {}

  /** A cancelled task, and whether this call changed anything. */
  public record Cancelled(Task task, boolean already) {}

  /**
   * Submits a task. When this returns, task, first event and the job that admits it are stored.
   *
   * @throws BerthException {@code IDEMPOTENCY_KEY_REUSED}, {@code WORKFLOW_UNKNOWN}, {@code
   *     REPO_NOT_ONBOARDED}, {@code VALIDATION_ERROR} with every field problem, {@code
   *     CONTENT_BLOCKED}
   */
  public Submitted submit(NewTask request, Optional<NewTask.IdempotencyKey> key) {
    try {
      return parts.database().write(tx -> submit(tx, request, key, Optional.empty()));
    } catch (BerthException e) {
      rejected(AuditAction.TASK_REJECTED, request.by(), request.repo().orElse("no repository"), e);
      throw e;
    }
  }

  /**
   * Submits an ended task again, with what is changed.
   *
   * @throws BerthException {@code NOT_FOUND}, {@code TASK_NOT_ENDED}, or as submitting
   */
  public Submitted retry(
      NewTask.Submitter by, TaskId id, Changes changes, Optional<NewTask.IdempotencyKey> key) {
    return parts
        .database()
        .write(
            tx -> {
              Task ended = TaskReader.visible(tx, by, id);
              if (!ended.status().isTerminal()) {
                throw new BerthException(ErrorCode.TASK_NOT_ENDED, "the task is " + ended.status());
              }
              return submit(tx, changes.over(ended.spec(), by), key, Optional.of(id));
            });
  }

  /**
   * Cancels a task. A task that is being finalised keeps its first cause and hurries.
   *
   * @throws BerthException {@code NOT_FOUND}, {@code TASK_ALREADY_TERMINAL}
   */
  public Cancelled cancel(NewTask.Submitter by, TaskId id, Optional<String> reason) {
    return parts
        .database()
        .write(
            tx -> {
              Task seen = TaskReader.visible(tx, by, id);
              Decision decision =
                  parts.driver().signal(tx, seen.id(), new Signal.Cancel(by.user(), reason));
              return switch (decision) {
                case Decision.Move move -> new Cancelled(again(tx, id), false);
                case Decision.AlreadySo so -> new Cancelled(again(tx, id), true);
                case Decision.Refused no -> throw new BerthException(no.code(), no.detail());
              };
            });
  }

  /**
   * Says something to a running agent; it reads it between turns.
   *
   * @return the nudge's id
   * @throws BerthException {@code NOT_FOUND}, {@code VALIDATION_ERROR}, {@code
   *     TASK_ALREADY_TERMINAL}, {@code TASK_NOT_RUNNING}, {@code NUDGE_UNSUPPORTED}, {@code
   *     CONTENT_BLOCKED}
   */
  public String nudge(NewTask.Submitter by, TaskId id, String text) {
    if (text.isBlank() || text.length() > NUDGE_LENGTH) {
      throw new BerthException(
          ErrorCode.VALIDATION_ERROR,
          "a nudge has 1 to " + NUDGE_LENGTH + " characters",
          List.of(
              new BerthException.FieldProblem(
                  "message", "LENGTH", "1 to " + NUDGE_LENGTH + " characters")),
          null);
    }
    try {
      return parts.database().write(tx -> nudge(tx, by, id, text));
    } catch (BerthException e) {
      rejected(AuditAction.NUDGE_REJECTED, by, id.value(), e);
      throw e;
    }
  }

  private String nudge(Tx tx, NewTask.Submitter by, TaskId id, String text) {
    Task task = TaskReader.visible(tx, by, id);
    if (task.status().isTerminal()) {
      throw new BerthException(ErrorCode.TASK_ALREADY_TERMINAL, "the task has ended");
    }
    boolean works =
        task.status() == TaskStatus.RUNNING || task.status() == TaskStatus.AWAITING_APPROVAL;
    if (!works) {
      throw new BerthException(ErrorCode.TASK_NOT_RUNNING, "the task is " + task.status());
    }
    if (!nudgeable.test(task)) {
      throw new BerthException(
          ErrorCode.NUDGE_UNSUPPORTED, "the agent of this task reads no directives");
    }
    refuseBlocked(new Content.Order(Content.Kind.NUDGE, text), "message");
    Instant now = parts.time().now();
    String nudge = parts.ids().next();
    SessionId session = task.session().orElseThrow();
    long seq = tx.sessions().addDirective(session, new Directive.Nudge(text, now));
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("nudge_id", nudge);
    facts.put("by", by.user().value());
    facts.put("directive", seq);
    facts.put("text", text);
    tx.events().append(id, List.of(NewEvent.of(EventType.NUDGE_RECEIVED, now, facts)));
    return nudge;
  }

  private Submitted submit(
      Tx tx, NewTask request, Optional<NewTask.IdempotencyKey> key, Optional<TaskId> retryOf) {
    Optional<Task> known = key.flatMap(k -> replayed(tx, request, k));
    if (known.isPresent()) {
      return new Submitted(known.get(), true);
    }
    Instant now = parts.time().now();
    TaskSpec spec =
        new SubmissionCheck(request, workflows, policy, name -> tx.repos().findActive(name))
            .check(defaults, retryOf, now);
    refuseBlocked(
        new Content.Order(Content.Kind.SUBMISSION, spec.description()), "task_description");
    TaskState state = parts.lifecycle().submitted(false, now);
    TaskId id = new TaskId(parts.ids().next());
    if (key.filter(k -> !take(tx, request, k, id, now)).isPresent()) {
      // Whoever had the same key at the same time has committed since it was looked for.
      return new Submitted(replayed(tx, request, key.get()).orElseThrow(), true);
    }
    Task task = new Task(id, spec, state, Optional.empty(), Task.Work.none(), 1);
    tx.tasks().insert(task);
    tx.budgets().open(task.id(), spec.limits().budgetMicroUsd());
    for (String scope : spec.initialApprovals()) {
      tx.gates()
          .grant(
              task.id(),
              new GateStore.Granted(Scope.parse(scope), now, spec.owner(), Optional.empty()));
    }
    tx.events().append(task.id(), List.of(created(task, now)));
    String jobKey = task.id().value();
    parts.jobs().schedule(tx, JobKind.ADMIT, jobKey, now);
    parts
        .lifecycle()
        .deadline(state)
        .ifPresent(at -> parts.jobs().schedule(tx, JobKind.DEADLINE, jobKey, at));
    return new Submitted(task, false);
  }

  /** A refusal that anybody can provoke with a typing error, or by asking for what is not his. */
  private void rejected(
      AuditAction action, NewTask.Submitter by, String subject, BerthException refusal) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("code", refusal.code().name());
    facts.put(
        "problems",
        String.join(
            ", ", refusal.problems().stream().map(p -> p.field() + " " + p.code()).toList()));
    parts
        .database()
        .write(
            tx -> {
              tx.audit()
                  .append(
                      new AuditEntry(
                          parts.time().now(),
                          action,
                          Optional.of(by.user()),
                          Optional.empty(),
                          subject,
                          facts));
              return true;
            });
  }

  private void refuseBlocked(Content content, String field) {
    if (screen.look(content) instanceof ContentScreen.Verdict.Blocked blocked) {
      throw blocked.refusal(field);
    }
  }

  /** The key comes before the task: of two submissions at once, the second waits for the first. */
  private static boolean take(
      Tx tx, NewTask request, NewTask.IdempotencyKey key, TaskId id, Instant now) {
    return tx.idempotency()
        .insert(
            request.by().user(), key.key(), new IdempotencyStore.Entry(id, key.bodySha256(), now));
  }

  private static Optional<Task> replayed(Tx tx, NewTask request, NewTask.IdempotencyKey key) {
    Optional<IdempotencyStore.Entry> entry = tx.idempotency().find(request.by().user(), key.key());
    if (entry.isPresent() && !entry.get().bodySha256().equals(key.bodySha256())) {
      throw new BerthException(
          ErrorCode.IDEMPOTENCY_KEY_REUSED, "the key '" + key.key() + "' came with another body");
    }
    return entry.map(e -> again(tx, e.task()));
  }

  private static NewEvent created(Task task, Instant now) {
    TaskSpec spec = task.spec();
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("workflow", spec.workflow().id());
    facts.put("workflow_version", spec.workflow().version());
    spec.repo().ifPresent(repo -> facts.put("repo", repo.name().toString()));
    facts.put("channel", spec.channel());
    spec.retryOf().ifPresent(of -> facts.put("retry_of", of.value()));
    if (!spec.initialApprovals().isEmpty()) {
      facts.put("initial_approvals", spec.initialApprovals());
    }
    return NewEvent.of(EventType.TASK_CREATED, now, facts);
  }

  private static Task again(Tx tx, TaskId id) {
    return tx.tasks()
        .find(id)
        .orElseThrow(() -> new BerthException(ErrorCode.NOT_FOUND, "no task " + id));
  }

  /** What is different in a retry; the rest is taken from the ended task. */
  public record Changes(
      Optional<String> description,
      Optional<Integer> maxTurns,
      Optional<Long> budgetMicroUsd,
      String channel) {

    private NewTask over(TaskSpec spec, NewTask.Submitter by) {
      return new NewTask(
          by,
          spec.repo().map(repo -> repo.name().toString()),
          spec.issueNumber().map(Integer::longValue),
          spec.prNumber().map(Integer::longValue),
          Optional.of(description.orElse(spec.description())),
          Optional.of(spec.workflow().id()),
          Optional.of(maxTurns.orElse(spec.limits().maxTurns())),
          Optional.of(budgetMicroUsd.orElse(spec.limits().budgetMicroUsd())),
          Optional.of((int) spec.limits().approvalTimeout().toSeconds()),
          spec.initialApprovals(),
          0,
          spec.trace(),
          channel);
    }
  }
}
