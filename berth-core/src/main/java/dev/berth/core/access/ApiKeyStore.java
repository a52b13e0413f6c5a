package dev.berth.core.access;

import dev.berth.core.id.ApiKeyId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** API keys, inside a unit of work. */
public interface ApiKeyStore {
  void insert(ApiKey key);

  Optional<ApiKey> findBySecret(String secretSha256);

  /** All, the oldest first. */
  List<ApiKey> list();

  Optional<ApiKey> find(ApiKeyId id);

  /** Revokes a key; whether it was there and not revoked. */
  boolean revoke(ApiKeyId id, Instant at);

  long count();
}
