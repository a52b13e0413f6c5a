package dev.berth.store.repo;

import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCode;
import dev.berth.core.id.RepoId;
import dev.berth.core.id.UserId;
import dev.berth.core.repo.RepoName;
import dev.berth.core.repo.RepoStore;
import dev.berth.core.repo.Repository;
import dev.berth.store.sql.Args;
import dev.berth.store.sql.Json;
import dev.berth.store.sql.Row;
import dev.berth.store.sql.Sql;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** Repositories. */
public final class SqlRepoStore implements RepoStore {
  private static final String ABANDONED =
      """
      removed_at is not null
        and not exists (select 1 from tasks where tasks.repo_id = repositories.id)
        and not exists (
          select 1 from change_requests where change_requests.repo_id = repositories.id)
      """;

  private final Sql sql;

  public SqlRepoStore(Sql sql) {
    this.sql = sql;
  }

  @Override
  public void insert(Repository repository) {
    boolean inserted =
        sql.changed(
            """
            insert into repositories (
              id, name, owner_user, forge, location, default_branch, settings, provisioning_state,
              provisioning_problems, created_at, updated_at, removed_at, version)
            values (
              :id, :name, :owner, :forge, :location, :default_branch, :settings, :state, :problems,
              :created_at, :updated_at, :removed_at, :version)
            on conflict do nothing
            """,
            args(repository));
    if (!inserted) {
      throw new BerthException(
          ErrorCode.REPO_ALREADY_ONBOARDED, repository.name() + " is onboarded already");
    }
  }

  @Override
  public boolean update(Repository repository) {
    return sql.changed(
        """
        update repositories set
          name = :name, owner_user = :owner, forge = :forge, location = :location,
          default_branch = :default_branch, settings = :settings, provisioning_state = :state,
          provisioning_problems = :problems, updated_at = :updated_at, removed_at = :removed_at,
          version = :version
        where id = :id and version = :version - 1
        """,
        args(repository));
  }

  @Override
  public Optional<Repository> find(RepoId id) {
    return sql.one(
        "select * from repositories where id = :id", Args.of("id", id.value()), SqlRepoStore::read);
  }

  @Override
  public Optional<Repository> findActive(RepoName name) {
    return sql.one(
        "select * from repositories where name = :name and removed_at is null",
        Args.of("name", name.toString()),
        SqlRepoStore::read);
  }

  @Override
  public List<Repository> list(Optional<RepoName> after, int limit) {
    return sql.list(
        """
        select * from repositories where removed_at is null and name > :after
        order by name limit :limit
        """,
        Args.of("after", after.map(RepoName::toString).orElse("")).and("limit", limit),
        SqlRepoStore::read);
  }

  @Override
  public long countActive() {
    return sql.one(
            "select count(*) as n from repositories where removed_at is null",
            Args.none(),
            row -> row.number("n"))
        .orElseThrow();
  }

  @Override
  public List<Repository> abandoned(int limit) {
    return sql.list(
        "select * from repositories where " + ABANDONED + " order by removed_at, id limit :limit",
        Args.of("limit", limit),
        SqlRepoStore::read);
  }

  @Override
  public boolean deleteAbandoned(RepoId id) {
    boolean still =
        sql.one(
                "select id from repositories where id = :id and "
                    + ABANDONED
                    + sql.dialect().forUpdate(),
                Args.of("id", id.value()),
                row -> row.text("id"))
            .isPresent();
    if (still) {
      sql.update(
          "delete from change_request_counters where repo_id = :id", Args.of("id", id.value()));
      sql.update("delete from egress_refusals where repo_id = :id", Args.of("id", id.value()));
      sql.update("delete from egress_changes where repo_id = :id", Args.of("id", id.value()));
      sql.update("delete from repositories where id = :id", Args.of("id", id.value()));
    }
    return still;
  }

  private static Args args(Repository repository) {
    return Args.of("id", repository.id().value())
        .and("name", repository.name().toString())
        .and("owner", repository.owner().value())
        .and("forge", repository.forge())
        .and("location", repository.location())
        .and("default_branch", repository.defaultBranch())
        .and("settings", SettingsJson.text(repository.settings()))
        .and("state", repository.provisioning().state())
        .and("problems", Json.text(repository.provisioning().problems()))
        .and("created_at", repository.createdAt())
        .and("updated_at", repository.updatedAt())
        .and("removed_at", repository.removedAt())
        .and("version", repository.version());
  }

  private static Repository read(Row row) throws SQLException {
    return new Repository(
        new RepoId(row.text("id")),
        RepoName.parse(row.text("name")),
        new UserId(row.text("owner_user")),
        row.text("forge"),
        row.text("location"),
        row.text("default_branch"),
        SettingsJson.read(row.text("settings")),
        new Repository.Provisioning(
            Repository.Provisioning.State.valueOf(row.text("provisioning_state")),
            Json.texts(row.text("provisioning_problems"))),
        row.time("created_at"),
        row.time("updated_at"),
        row.optionalTime("removed_at"),
        row.number("version"));
  }
}
