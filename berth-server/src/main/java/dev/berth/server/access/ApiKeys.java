package dev.berth.server.access;

import dev.berth.core.access.ApiKey;
import dev.berth.core.access.Role;
import dev.berth.core.access.Scope;
import dev.berth.core.audit.AuditAction;
import dev.berth.core.audit.AuditEntry;
import dev.berth.core.blob.Sha256;
import dev.berth.core.id.ApiKeyId;
import dev.berth.core.id.Ulid;
import dev.berth.core.id.UserId;
import dev.berth.core.secret.Secret;
import dev.berth.core.store.Database;
import dev.berth.core.time.Time;
import dev.berth.server.http.Authenticator;
import dev.berth.server.http.Caller;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Makes API keys and recognises them. A secret is {@code berth_} and 43 characters, 256 random
 * bits; what is stored is its SHA-256, looked up by an index, so that no comparison of secrets
 * takes place at all. Thread-safe.
 */
public final class ApiKeys implements Authenticator {
  private static final String PREFIX = "berth_";

  private final Database database;
  private final Time time;
  private final Ulid ids;
  private final RandomGenerator random;

  /**
   * @param random a cryptographic one
   */
  public ApiKeys(Database database, Time time, Ulid ids, RandomGenerator random) {
    this.database = database;
    this.time = time;
    this.ids = ids;
    this.random = random;
  }

  /** What a new key is to be. */
  public record Wanted(
      UserId user, Role role, String name, Set<Scope> scopes, Optional<Instant> expiresAt) {
    /** A key without limits. */
    public static Wanted unlimited(UserId user, Role role, String name) {
      return new Wanted(user, role, name, Set.of(), Optional.empty());
    }
  }

  /** A key, and its secret, which nobody can tell again. */
  public record Made(ApiKey key, Secret secret) {}

  /**
   * Makes a key.
   *
   * @param by who asks for it; empty: this installation itself
   */
  public Made create(Wanted wanted, Optional<UserId> by) {
    byte[] bits = new byte[32];
    random.nextBytes(bits);
    Secret secret =
        new Secret(PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bits));
    ApiKey key =
        new ApiKey(
            new ApiKeyId(ids.next()),
            wanted.user(),
            wanted.role(),
            wanted.name(),
            wanted.scopes(),
            sha256(secret.reveal()),
            time.now(),
            wanted.expiresAt(),
            Optional.empty());
    database.write(
        tx -> {
          tx.apiKeys().insert(key);
          tx.audit().append(changed(AuditAction.API_KEY_CREATED, key, by));
          return key;
        });
    return new Made(key, secret);
  }

  /** All keys, the oldest first. */
  public List<ApiKey> list() {
    return database.read(tx -> tx.apiKeys().list());
  }

  public Optional<ApiKey> find(ApiKeyId id) {
    return database.read(tx -> tx.apiKeys().find(id));
  }

  /** Revokes a key at once; a second time changes nothing. */
  public ApiKey revoke(ApiKey key, UserId by) {
    return database.write(
        tx -> {
          if (tx.apiKeys().find(key.id()).filter(k -> k.revokedAt().isEmpty()).isPresent()) {
            tx.apiKeys().revoke(key.id(), time.now());
            tx.audit().append(changed(AuditAction.API_KEY_REVOKED, key, Optional.of(by)));
          }
          return tx.apiKeys().find(key.id()).orElse(key);
        });
  }

  private AuditEntry changed(AuditAction action, ApiKey key, Optional<UserId> by) {
    return new AuditEntry(
        time.now(),
        action,
        by,
        Optional.empty(),
        key.id().value(),
        Map.of(
            "name", key.name(),
            "user", key.user().value(),
            "role", key.role().name().toLowerCase(Locale.ROOT),
            "scopes", key.scopes().stream().map(Scope::wire).sorted().toList()));
  }

  /** Whether nobody can call this installation yet. */
  public boolean isEmpty() {
    return database.read(tx -> tx.apiKeys().count()) == 0;
  }

  @Override
  public Optional<Caller> authenticate(String token) {
    if (!token.startsWith(PREFIX) || token.length() > 100) {
      return Optional.empty();
    }
    return database
        .read(tx -> tx.apiKeys().findBySecret(sha256(token)))
        .filter(key -> key.revokedAt().isEmpty())
        .filter(key -> key.expiresAt().map(expiry -> expiry.isAfter(time.now())).orElse(true))
        .map(key -> new Caller(key.user(), key.role(), key.scopes(), key.expiresAt()));
  }

  private static String sha256(String text) {
    return Sha256.hex(text.getBytes(StandardCharsets.UTF_8));
  }
}
