package dev.berth.store.task;

import dev.berth.core.id.RepoId;
import dev.berth.core.id.SessionId;
import dev.berth.core.id.TaskId;
import dev.berth.core.id.UserId;
import dev.berth.core.task.Task;
import dev.berth.core.task.TaskStatus;
import dev.berth.core.task.TaskStore;
import dev.berth.store.sql.Args;
import dev.berth.store.sql.Sql;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Task rows. */
public final class SqlTaskStore implements TaskStore {
  private static final String INSERT =
      """
      insert into tasks (
        id, owner, repo_id, repo_name, issue_number, pr_number, description, workflow_id,
        workflow_version, max_turns, budget_micro_usd, approval_timeout_ms, initial_approvals,
        trace, channel, retry_of, created_at,
        status, since, queued_at, hydrated_at, started_at, suspended_at, exited_at,
        completed_at, phase_end, hard_end, running_ms, waiting_ms, suspended_ms,
        observer_down_ms, gates_pending, gates_raised, cause, failure, message,
        session_id, branch, base_oid, head_oid, commits, change_request_url, build_passed,
        lint_passed, turns_attempted, turns_completed, prompt_version, agent_release, isolation,
        artifact, version)
      values (
        :id, :owner, :repo_id, :repo_name, :issue_number, :pr_number, :description, :workflow_id,
        :workflow_version, :max_turns, :budget_micro_usd, :approval_timeout_ms, :initial_approvals,
        :trace, :channel, :retry_of, :created_at,
        :status, :since, :queued_at, :hydrated_at, :started_at, :suspended_at, :exited_at,
        :completed_at, :phase_end, :hard_end, :running_ms, :waiting_ms, :suspended_ms,
        :observer_down_ms, :gates_pending, :gates_raised, :cause, :failure, :message,
        :session_id, :branch, :base_oid, :head_oid, :commits, :change_request_url,
        :build_passed, :lint_passed, :turns_attempted, :turns_completed, :prompt_version,
        :agent_release, :isolation, :artifact, :version)
      """;

  private static final String UPDATE =
      """
      update tasks set
        status = :status, since = :since, queued_at = :queued_at, hydrated_at = :hydrated_at,
        started_at = :started_at, suspended_at = :suspended_at, exited_at = :exited_at,
        completed_at = :completed_at, phase_end = :phase_end, hard_end = :hard_end, running_ms =
        :running_ms, waiting_ms = :waiting_ms, suspended_ms = :suspended_ms, observer_down_ms =
        :observer_down_ms, gates_pending = :gates_pending, gates_raised = :gates_raised, cause =
        :cause, failure = :failure, message = :message,
        session_id = :session_id, branch = :branch, base_oid = :base_oid, head_oid = :head_oid,
        commits = :commits, change_request_url = :change_request_url,
        build_passed = :build_passed, lint_passed = :lint_passed,
        turns_attempted = :turns_attempted, turns_completed = :turns_completed,
        prompt_version = :prompt_version, agent_release = :agent_release, isolation = :isolation,
        artifact = :artifact, version = :version
      where id = :id and version = :version - 1
      """;

  private static final Set<TaskStatus> TERMINAL =
      Arrays.stream(TaskStatus.values())
          .filter(TaskStatus::isTerminal)
          .collect(Collectors.toUnmodifiableSet());

  private final Sql sql;

  public SqlTaskStore(Sql sql) {
    this.sql = sql;
  }

  @Override
  public void insert(Task task) {
    sql.update(INSERT, TaskRow.inserted(task));
  }

  @Override
  public boolean update(Task task) {
    return sql.changed(UPDATE, TaskRow.updated(task));
  }

  @Override
  public Optional<Task> find(TaskId id) {
    return sql.one("select * from tasks where id = :id", Args.of("id", id.value()), TaskRow::read);
  }

  @Override
  public void lock(TaskId id) {
    sql.list(
        "select id from tasks where id = :id " + sql.dialect().forUpdate(),
        Args.of("id", id.value()),
        row -> row.text("id"));
  }

  @Override
  public Optional<Task> findBySession(SessionId session) {
    return sql.one(
        "select * from tasks where session_id = :session",
        Args.of("session", session.value()),
        TaskRow::read);
  }

  @Override
  public List<Task> list(Filter filter) {
    Args args = Args.of("limit", filter.limit());
    StringBuilder where = new StringBuilder("where 1 = 1");
    filter
        .owner()
        .ifPresent(
            owner -> {
              where.append(" and owner = :owner");
              args.and("owner", owner.value());
            });
    filter
        .repo()
        .ifPresent(
            repo -> {
              where.append(" and repo_name = :repo");
              args.and("repo", repo.toString());
            });
    filter
        .before()
        .ifPresent(
            before -> {
              where.append(" and id < :before");
              args.and("before", before.value());
            });
    if (!filter.statuses().isEmpty()) {
      where.append(" and status in (<statuses>)");
      args.in("statuses", filter.statuses());
    }
    return sql.list(
        "select * from tasks " + where + " order by id desc limit :limit", args, TaskRow::read);
  }

  @Override
  public List<TaskId> idsIn(Set<TaskStatus> statuses) {
    if (statuses.isEmpty()) {
      return List.of();
    }
    return sql.list(
        "select id from tasks where status in (<statuses>) order by id",
        Args.none().in("statuses", statuses),
        row -> new TaskId(row.text("id")));
  }

  @Override
  public List<Task> queued() {
    return sql.list(
        """
        select * from tasks where status = 'QUEUED'
        order by coalesce(queued_at, created_at), id
        """,
        Args.none(),
        TaskRow::read);
  }

  @Override
  public Map<TaskId, Integer> queuePositions(Optional<UserId> servedLast, Set<TaskId> tasks) {
    if (tasks.isEmpty()) {
      return Map.of();
    }
    Map<TaskId, Integer> positions = new HashMap<>();
    sql.list(
            // By code points, as the users' ids are ordered in Java.
            """
            select id, place from (
              select id, row_number() over (
                order by turn, case when owner %1$s > :served then 0 else 1 end, owner %1$s) as place
              from (
                select id, owner, row_number() over (
                  partition by owner order by coalesce(queued_at, created_at), id) as turn
                from tasks where status = 'QUEUED') lines) places
            where id in (<tasks>)
            """
                .formatted(sql.dialect().binaryCollation()),
            Args.of("served", servedLast.map(UserId::value).orElse(""))
                .in("tasks", tasks.stream().map(TaskId::value).toList()),
            row -> Map.entry(new TaskId(row.text("id")), row.integer("place")))
        .forEach(entry -> positions.put(entry.getKey(), entry.getValue()));
    return positions;
  }

  @Override
  public boolean hasQueued() {
    return sql.one(
            "select 1 as one from tasks where status = 'QUEUED' limit 1",
            Args.none(),
            row -> row.integer("one"))
        .isPresent();
  }

  @Override
  public long countOpen(RepoId repo) {
    return sql.one(
            """
            select count(*) as n from tasks
            where repo_id = :repo and status not in (<terminal>)
            """,
            Args.of("repo", repo.value()).in("terminal", TERMINAL),
            row -> row.number("n"))
        .orElseThrow();
  }

  @Override
  public Map<TaskStatus, Long> countByStatus() {
    Map<TaskStatus, Long> counts = new EnumMap<>(TaskStatus.class);
    sql.list(
            "select status, count(*) as n from tasks group by status",
            Args.none(),
            row -> Map.entry(TaskStatus.valueOf(row.text("status")), row.number("n")))
        .forEach(entry -> counts.put(entry.getKey(), entry.getValue()));
    return counts;
  }
}
