package dev.berth.store.forge;

import dev.berth.core.forge.ChangeRequest;
import dev.berth.core.forge.ChangeRequestStore;
import dev.berth.core.id.RepoId;
import dev.berth.core.id.TaskId;
import dev.berth.store.sql.Args;
import dev.berth.store.sql.Row;
import dev.berth.store.sql.Sql;
import java.sql.SQLException;
import java.util.Optional;

/** Change requests of the local forge. */
public final class SqlChangeRequestStore implements ChangeRequestStore {
  private final Sql sql;

  public SqlChangeRequestStore(Sql sql) {
    this.sql = sql;
  }

  @Override
  public long nextNumber(RepoId repo) {
    return sql.one(
            """
            insert into change_request_counters (repo_id, last) values (:repo, 1)
            on conflict (repo_id) do update set last = change_request_counters.last + 1
            returning last
            """,
            Args.of("repo", repo.value()),
            row -> row.number("last"))
        .orElseThrow();
  }

  @Override
  public void insert(ChangeRequest changeRequest) {
    sql.update(
        """
        insert into change_requests (
          repo_id, number, task_id, title, body, branch, base, base_oid, head_oid, url, evidence,
          created_at, updated_at)
        values (
          :repo, :number, :task, :title, :body, :branch, :base, :base_oid, :head_oid, :url,
          :evidence, :created_at, :updated_at)
        """,
        args(changeRequest));
  }

  @Override
  public void update(ChangeRequest changeRequest) {
    sql.update(
        """
        update change_requests set
          title = :title, body = :body, base_oid = :base_oid, head_oid = :head_oid,
          evidence = :evidence, updated_at = :updated_at
        where repo_id = :repo and number = :number
        """,
        args(changeRequest));
  }

  @Override
  public Optional<ChangeRequest> find(RepoId repo, String branch, String base) {
    return sql.one(
        """
        select * from change_requests where repo_id = :repo and branch = :branch and base = :base
        """,
        Args.of("repo", repo.value()).and("branch", branch).and("base", base),
        SqlChangeRequestStore::read);
  }

  @Override
  public Optional<ChangeRequest> findByNumber(RepoId repo, long number) {
    return sql.one(
        "select * from change_requests where repo_id = :repo and number = :number",
        Args.of("repo", repo.value()).and("number", number),
        SqlChangeRequestStore::read);
  }

  @Override
  public Optional<ChangeRequest> findByTask(TaskId task) {
    return sql.one(
        "select * from change_requests where task_id = :task order by number desc limit 1",
        Args.of("task", task.value()),
        SqlChangeRequestStore::read);
  }

  private static Args args(ChangeRequest request) {
    return Args.of("repo", request.repo().value())
        .and("number", request.number())
        .and("task", request.task().value())
        .and("title", request.title())
        .and("body", request.body())
        .and("branch", request.branch())
        .and("base", request.base())
        .and("base_oid", request.baseOid())
        .and("head_oid", request.headOid())
        .and("url", request.url())
        .and("evidence", request.evidence())
        .and("created_at", request.createdAt())
        .and("updated_at", request.updatedAt());
  }

  private static ChangeRequest read(Row row) throws SQLException {
    return new ChangeRequest(
        new RepoId(row.text("repo_id")),
        row.number("number"),
        new TaskId(row.text("task_id")),
        row.text("title"),
        row.text("body"),
        row.text("branch"),
        row.text("base"),
        row.text("base_oid"),
        row.text("head_oid"),
        row.text("url"),
        row.text("evidence"),
        row.time("created_at"),
        row.time("updated_at"));
  }
}
