package dev.berth.store.task;

import dev.berth.core.id.TaskId;
import dev.berth.core.id.UserId;
import dev.berth.core.task.IdempotencyStore;
import dev.berth.store.sql.Args;
import dev.berth.store.sql.Sql;
import java.util.Optional;

/** Idempotency keys. */
public final class SqlIdempotencyStore implements IdempotencyStore {
  private final Sql sql;

  public SqlIdempotencyStore(Sql sql) {
    this.sql = sql;
  }

  @Override
  public Optional<Entry> find(UserId user, String key) {
    return sql.one(
        "select * from idempotency_keys where user_id = :user and name = :key",
        Args.of("user", user.value()).and("key", key),
        row -> new Entry(new TaskId(row.text("task_id")), row.text("body_sha256"), row.time("at")));
  }

  @Override
  public boolean insert(UserId user, String key, Entry entry) {
    return sql.changed(
        """
        insert into idempotency_keys (user_id, name, task_id, body_sha256, at)
        values (:user, :key, :task, :body, :at)
        on conflict (user_id, name) do nothing
        """,
        Args.of("user", user.value())
            .and("key", key)
            .and("task", entry.task().value())
            .and("body", entry.bodySha256())
            .and("at", entry.at()));
  }
}
