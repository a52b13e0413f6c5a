package dev.berth.store.gateway;

import dev.berth.core.gateway.Grant;
import dev.berth.core.gateway.GrantRole;
import dev.berth.core.gateway.GrantStore;
import dev.berth.core.id.LeaseId;
import dev.berth.core.id.SessionId;
import dev.berth.store.sql.Args;
import dev.berth.store.sql.Row;
import dev.berth.store.sql.Sql;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Grants of the gateway. */
public final class SqlGrantStore implements GrantStore {
  private final Sql sql;

  public SqlGrantStore(Sql sql) {
    this.sql = sql;
  }

  @Override
  public void insert(Grant grant) {
    sql.update(
        """
        insert into grants (
          lease_id, session_id, role, token_sha256, doors, narrowed_at, dead_at)
        values (:lease, :session, :role, :token, :doors, :narrowed, :dead)
        """,
        Args.of("lease", grant.lease().value())
            .and("session", grant.session().value())
            .and("role", grant.role())
            .and("token", grant.tokenSha256())
            .and("doors", grant.doors())
            .and("narrowed", grant.narrowedAt())
            .and("dead", grant.deadAt()));
  }

  @Override
  public Optional<Grant> find(LeaseId lease) {
    return sql.one(
        "select * from grants where lease_id = :lease",
        Args.of("lease", lease.value()),
        SqlGrantStore::read);
  }

  @Override
  public List<Grant> of(SessionId session) {
    return sql.list(
        "select * from grants where session_id = :session order by lease_id",
        Args.of("session", session.value()),
        SqlGrantStore::read);
  }

  @Override
  public List<Grant> live() {
    return sql.list(
        "select * from grants where dead_at is null order by lease_id",
        Args.none(),
        SqlGrantStore::read);
  }

  @Override
  public void narrow(SessionId session, Instant at) {
    sql.update(
        """
        update grants set narrowed_at = :at
        where session_id = :session and role = 'AGENT' and narrowed_at is null
        """,
        Args.of("session", session.value()).and("at", at));
  }

  @Override
  public void kill(LeaseId lease, Instant at) {
    sql.update(
        "update grants set dead_at = :at where lease_id = :lease and dead_at is null",
        Args.of("lease", lease.value()).and("at", at));
  }

  private static Grant read(Row row) throws SQLException {
    return new Grant(
        new LeaseId(row.text("lease_id")),
        new SessionId(row.text("session_id")),
        GrantRole.valueOf(row.text("role")),
        row.text("token_sha256"),
        row.text("doors"),
        row.optionalTime("narrowed_at"),
        row.optionalTime("dead_at"));
  }
}
