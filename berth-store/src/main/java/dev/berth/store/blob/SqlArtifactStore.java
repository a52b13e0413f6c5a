package dev.berth.store.blob;

import dev.berth.core.blob.Artifact;
import dev.berth.core.blob.ArtifactStore;
import dev.berth.core.id.TaskId;
import dev.berth.store.sql.Args;
import dev.berth.store.sql.Row;
import dev.berth.store.sql.Sql;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Artifact rows. */
public final class SqlArtifactStore implements ArtifactStore {
  private final Sql sql;

  public SqlArtifactStore(Sql sql) {
    this.sql = sql;
  }

  @Override
  public void put(Artifact artifact) {
    sql.update(
        """
        insert into artifacts (task_id, name_key, name, media_type, sha256, size, at)
        values (:task, :key, :name, :media_type, :sha256, :size, :at)
        on conflict (task_id, name_key) do update set
          name = excluded.name, media_type = excluded.media_type, sha256 = excluded.sha256,
          size = excluded.size, at = excluded.at
        """,
        Args.of("task", artifact.task().value())
            .and("key", key(artifact.name()))
            .and("name", artifact.name())
            .and("media_type", artifact.mediaType())
            .and("sha256", artifact.sha256())
            .and("size", artifact.size())
            .and("at", artifact.at()));
  }

  @Override
  public Optional<Artifact> find(TaskId task, String name) {
    return sql.one(
        "select * from artifacts where task_id = :task and name_key = :key",
        Args.of("task", task.value()).and("key", key(name)),
        SqlArtifactStore::read);
  }

  @Override
  public List<Artifact> list(TaskId task) {
    return sql.list(
        "select * from artifacts where task_id = :task order by name_key",
        Args.of("task", task.value()),
        SqlArtifactStore::read);
  }

  @Override
  public Sum sum(TaskId task) {
    return sql.one(
            """
            select count(*) as n, cast(coalesce(sum(size), 0) as bigint) as bytes
            from artifacts where task_id = :task
            """,
            Args.of("task", task.value()),
            row -> new Sum(row.number("n"), row.number("bytes")))
        .orElseThrow();
  }

  /** The databases fold case differently; Java's rule holds for both. */
  private static String key(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  private static Artifact read(Row row) throws SQLException {
    return new Artifact(
        new TaskId(row.text("task_id")),
        row.text("name"),
        row.text("media_type"),
        row.text("sha256"),
        row.number("size"),
        row.time("at"));
  }
}
