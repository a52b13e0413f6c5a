package dev.berth.store.access;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toUnmodifiableSet;

import dev.berth.core.access.ApiKey;
import dev.berth.core.access.ApiKeyStore;
import dev.berth.core.access.Role;
import dev.berth.core.access.Scope;
import dev.berth.core.id.ApiKeyId;
import dev.berth.core.id.UserId;
import dev.berth.store.sql.Args;
import dev.berth.store.sql.Row;
import dev.berth.store.sql.Sql;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** API keys. */
public final class SqlApiKeyStore implements ApiKeyStore {
  private final Sql sql;

  public SqlApiKeyStore(Sql sql) {
    this.sql = sql;
  }

  @Override
  public void insert(ApiKey key) {
    sql.update(
        """
        insert into api_keys (
          id, user_id, role, name, scopes, secret_sha256, created_at, expires_at, revoked_at)
        values (:id, :user, :role, :name, :scopes, :secret, :created_at, :expires_at, :revoked_at)
        """,
        Args.of("id", key.id().value())
            .and("user", key.user().value())
            .and("role", key.role())
            .and("name", key.name())
            .and("scopes", key.scopes().stream().map(Scope::wire).sorted().collect(joining(" ")))
            .and("secret", key.secretSha256())
            .and("created_at", key.createdAt())
            .and("expires_at", key.expiresAt())
            .and("revoked_at", key.revokedAt()));
  }

  @Override
  public Optional<ApiKey> findBySecret(String secretSha256) {
    return sql.one(
        "select * from api_keys where secret_sha256 = :secret",
        Args.of("secret", secretSha256),
        SqlApiKeyStore::read);
  }

  @Override
  public List<ApiKey> list() {
    return sql.list("select * from api_keys order by id", Args.none(), SqlApiKeyStore::read);
  }

  @Override
  public Optional<ApiKey> find(ApiKeyId id) {
    return sql.one(
        "select * from api_keys where id = :id", Args.of("id", id.value()), SqlApiKeyStore::read);
  }

  @Override
  public boolean revoke(ApiKeyId id, Instant at) {
    return sql.changed(
        "update api_keys set revoked_at = :at where id = :id and revoked_at is null",
        Args.of("id", id.value()).and("at", at));
  }

  @Override
  public long count() {
    return sql.one("select count(*) as n from api_keys", Args.none(), row -> row.number("n"))
        .orElseThrow();
  }

  private static ApiKey read(Row row) throws SQLException {
    return new ApiKey(
        new ApiKeyId(row.text("id")),
        new UserId(row.text("user_id")),
        Role.valueOf(row.text("role")),
        row.text("name"),
        Arrays.stream(row.text("scopes").split(" "))
            .filter(scope -> !scope.isEmpty())
            .map(scope -> Scope.of(scope).orElseThrow())
            .collect(toUnmodifiableSet()),
        row.text("secret_sha256"),
        row.time("created_at"),
        row.optionalTime("expires_at"),
        row.optionalTime("revoked_at"));
  }
}
