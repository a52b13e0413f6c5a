package dev.berth.store.gate;

import dev.berth.core.gate.Gate;
import dev.berth.core.gate.GateStore;
import dev.berth.core.id.GateId;
import dev.berth.core.id.SessionId;
import dev.berth.core.id.TaskId;
import dev.berth.core.id.UserId;
import dev.berth.core.policy.Scope;
import dev.berth.store.sql.Args;
import dev.berth.store.sql.Sql;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Gates and granted scopes by task. */
public final class SqlGateStore implements GateStore {
  private static final String INSERT =
      """
      insert into gates (
        id, task_id, session_id, call_key, tool, preview, input_sha256, fingerprint, effects,
        reason, severity, rules, approvers, enforced, offers, status, created_at, expires_at,
        closed_at, decided_by, channel, scope, deny_reason, answered_at, bound_sha256, used_at,
        version)
      values (
        :id, :task_id, :session_id, :call_key, :tool, :preview, :input_sha256, :fingerprint,
        :effects, :reason, :severity, :rules, :approvers, :enforced, :offers, :status,
        :created_at, :expires_at, :closed_at, :decided_by, :channel, :scope, :deny_reason,
        :answered_at, :bound_sha256, :used_at, :version)
      """;

  private static final String UPDATE =
      """
      update gates set
        status = :status, closed_at = :closed_at, decided_by = :decided_by, channel = :channel,
        scope = :scope, deny_reason = :deny_reason, answered_at = :answered_at,
        bound_sha256 = :bound_sha256, used_at = :used_at, version = :version
      where id = :id and version = :version - 1 and (status = 'PENDING' or status = :status)
      """;

  private final Sql sql;

  public SqlGateStore(Sql sql) {
    this.sql = sql;
  }

  @Override
  public void insert(Gate gate) {
    sql.update(INSERT, GateRow.of(gate));
  }

  @Override
  public boolean update(Gate gate) {
    return sql.changed(UPDATE, GateRow.of(gate));
  }

  @Override
  public Optional<Gate> find(GateId id) {
    return sql.one("select * from gates where id = :id", Args.of("id", id.value()), GateRow::read);
  }

  @Override
  public Optional<Gate> byCall(SessionId session, String key) {
    return sql.one(
        "select * from gates where session_id = :session and call_key = :key",
        Args.of("session", session.value()).and("key", key),
        GateRow::read);
  }

  @Override
  public List<Gate> of(TaskId task) {
    return sql.list(
        "select * from gates where task_id = :task order by id",
        Args.of("task", task.value()),
        GateRow::read);
  }

  @Override
  public List<Gate> pending(int limit) {
    return sql.list(
        "select * from gates where status = 'PENDING' order by id limit :limit",
        Args.of("limit", limit),
        GateRow::read);
  }

  @Override
  public long countPending() {
    return count("select count(*) as n from gates where status = 'PENDING'", Args.none());
  }

  @Override
  public long countRaised(SessionId session, Instant since) {
    return count(
        "select count(*) as n from gates where session_id = :session and created_at > :since",
        Args.of("session", session.value()).and("since", since));
  }

  @Override
  public long countDecided(UserId user, Instant since) {
    return count(
        "select count(*) as n from gates where decided_by = :user and closed_at > :since",
        Args.of("user", user.value()).and("since", since));
  }

  @Override
  public void grant(TaskId task, Granted granted) {
    sql.update(
        """
        insert into task_scopes (task_id, scope, granted_at, granted_by, gate_id, number)
        select :task, :scope, cast(:at as bigint), :by, :gate,
          (select count(*) from task_scopes where task_id = :task)
        where true
        on conflict (task_id, scope) do nothing
        """,
        Args.of("task", task.value())
            .and("scope", granted.scope().text())
            .and("at", granted.at())
            .and("by", granted.by().value())
            .and("gate", granted.gate().map(GateId::value)));
  }

  @Override
  public List<Granted> granted(TaskId task) {
    return sql.list(
        "select * from task_scopes where task_id = :task order by number",
        Args.of("task", task.value()),
        row ->
            new Granted(
                Scope.parse(row.text("scope")),
                row.time("granted_at"),
                new UserId(row.text("granted_by")),
                row.optionalText("gate_id").map(GateId::new)));
  }

  private long count(String query, Args args) {
    return sql.one(query, args, row -> row.number("n")).orElse(0L);
  }
}
