package dev.berth.store.audit;

import dev.berth.core.audit.AuditAction;
import dev.berth.core.audit.AuditEntry;
import dev.berth.core.audit.AuditStore;
import dev.berth.core.id.TaskId;
import dev.berth.core.id.Ulid;
import dev.berth.core.id.UserId;
import dev.berth.store.sql.Args;
import dev.berth.store.sql.Json;
import dev.berth.store.sql.Sql;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Rows that triggers keep from being changed. */
public final class SqlAuditStore implements AuditStore {
  private final Sql sql;
  private final Ulid ids;

  public SqlAuditStore(Sql sql, Ulid ids) {
    this.sql = sql;
    this.ids = ids;
  }

  @Override
  public void append(AuditEntry entry) {
    sql.update(
        """
        insert into audit (id, at, action, user_id, task_id, subject, facts)
        values (:id, :at, :action, :user, :task, :subject, :facts)
        """,
        Args.of("id", ids.next())
            .and("at", entry.at())
            .and("action", entry.action())
            .and("user", entry.by().map(UserId::value))
            .and("task", entry.task().map(TaskId::value))
            .and("subject", entry.subject())
            .and("facts", Json.text(entry.facts())));
  }

  @Override
  public List<Stored> page(Instant since, Optional<String> after, int limit) {
    return sql.list(
        "select * from audit where at >= :since and id > :after order by id limit :limit",
        Args.of("since", since).and("after", after.orElse("")).and("limit", limit),
        row ->
            new Stored(
                row.text("id"),
                new AuditEntry(
                    row.time("at"),
                    AuditAction.valueOf(row.text("action")),
                    row.optionalText("user_id").map(UserId::new),
                    row.optionalText("task_id").map(TaskId::new),
                    row.text("subject"),
                    Json.map(row.text("facts")))));
  }
}
