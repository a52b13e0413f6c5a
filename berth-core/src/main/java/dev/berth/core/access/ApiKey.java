package dev.berth.core.access;

import dev.berth.core.id.ApiKeyId;
import dev.berth.core.id.UserId;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * An API key; only the SHA-256 (hex) of its secret is stored.
 *
 * @param scopes what it is limited to; empty: everything that the role may do
 */
public record ApiKey(
    ApiKeyId id,
    UserId user,
    Role role,
    String name,
    Set<Scope> scopes,
    String secretSha256,
    Instant createdAt,
    Optional<Instant> expiresAt,
    Optional<Instant> revokedAt) {
  public ApiKey {
    scopes = Set.copyOf(scopes);
  }
}
