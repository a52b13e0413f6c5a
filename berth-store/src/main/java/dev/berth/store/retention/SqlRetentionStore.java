package dev.berth.store.retention;

import dev.berth.core.id.TaskId;
import dev.berth.core.retention.RetentionStore;
import dev.berth.store.sql.Args;
import dev.berth.store.sql.Sql;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Deletes tasks with everything that refers to them, and finds out which blobs are in use. */
public final class SqlRetentionStore implements RetentionStore {
  /** The whole condition: repeated wherever something is deleted. */
  private static final String EXPIRED =
      """
      tasks.completed_at < :before
        and tasks.status in ('COMPLETED', 'FAILED', 'CANCELLED', 'TIMED_OUT')
        and not exists (
          select 1 from sessions
          where sessions.task_id = tasks.id and sessions.state <> 'STOPPED')
        and not exists (
          select 1 from sessions join leases on leases.owner_session = sessions.id
          where sessions.task_id = tasks.id and leases.settled_at is null)
        and not exists (select 1 from slots where slots.task_id = tasks.id)
        and not exists (
          select 1 from model_calls
          where model_calls.task_id = tasks.id and model_calls.settled_at is null)
        and not exists (
          select 1 from jobs
          where jobs.task_instance = tasks.id or jobs.task_instance in (
            select sessions.id from sessions where sessions.task_id = tasks.id))
      """;

  /** Rows that a task may have very many of: deleted in pieces. */
  private static final List<String> MANY =
      List.of(
          """
          delete from session_output where session_id in (
              select id from sessions where task_id = :task)
            and (session_id, seq) in (
              select session_id, seq from session_output
              where session_id in (select id from sessions where task_id = :task) limit :rows)
          """,
          """
          delete from events where task_id = :task
            and seq in (select seq from events where task_id = :task order by seq limit :rows)
          """,
          """
          delete from model_calls where task_id = :task and settled_at is not null
            and id in (select id from model_calls where task_id = :task order by id limit :rows)
          """,
          """
          delete from directives where session_id in (
              select id from sessions where task_id = :task)
            and (session_id, seq) in (
              select session_id, seq from directives
              where session_id in (select id from sessions where task_id = :task) limit :rows)
          """);

  /** Everything else, in one transaction with the task's row. */
  private static final List<String> FEW =
      List.of(
          "delete from grants where session_id in (select id from sessions where task_id = :task)",
          """
          delete from leases where settled_at is not null
            and owner_session in (select id from sessions where task_id = :task)
          """,
          """
          delete from egress_use where session_id in (
            select id from sessions where task_id = :task)
          """,
          "delete from gates where task_id = :task",
          "delete from task_scopes where task_id = :task",
          "delete from sessions where task_id = :task",
          "delete from verifications where task_id = :task",
          "delete from artifacts where task_id = :task",
          "delete from change_requests where task_id = :task",
          "delete from budgets where task_id = :task",
          "delete from event_counters where task_id = :task",
          "delete from idempotency_keys where task_id = :task",
          "delete from tasks where id = :task");

  private final Sql sql;

  public SqlRetentionStore(Sql sql) {
    this.sql = sql;
  }

  @Override
  public List<TaskId> expired(Instant before, int limit) {
    return sql.list(
        "select tasks.id from tasks where " + EXPIRED + " order by completed_at, id limit :limit",
        Args.of("before", before).and("limit", limit),
        row -> new TaskId(row.text("id")));
  }

  @Override
  public Deleted delete(TaskId task, Instant before, int rows) {
    boolean stillExpired =
        sql.one(
                "select tasks.id from tasks where tasks.id = :task and "
                    + EXPIRED
                    + sql.dialect().forUpdate(),
                Args.of("task", task.value()).and("before", before),
                row -> row.text("id"))
            .isPresent();
    if (!stillExpired) {
      return new Deleted(0, false);
    }
    for (String statement : MANY) {
      int deleted = sql.update(statement, Args.of("task", task.value()).and("rows", rows));
      if (deleted > 0) {
        return new Deleted(deleted, false);
      }
    }
    int deleted = 0;
    for (String statement : FEW) {
      deleted += sql.update(statement, Args.of("task", task.value()));
    }
    return new Deleted(deleted, true);
  }

  @Override
  public Set<String> referenced(Set<String> sha256s) {
    if (sha256s.isEmpty()) {
      return Set.of();
    }
    return new HashSet<>(
        sql.list(
            "select distinct sha256 from artifacts where sha256 in (<hashes>)",
            Args.none().in("hashes", sha256s),
            row -> row.text("sha256")));
  }
}
