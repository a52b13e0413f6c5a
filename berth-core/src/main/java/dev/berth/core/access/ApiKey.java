package dev.berth.core.access;

import dev.berth.core.id.ApiKeyId;
import dev.berth.core.id.UserId;
import java.time.Instant;
import java.util.Optional;

/** An API key; only the SHA-256 (hex) of its secret is stored. */
public record ApiKey(
    ApiKeyId id,
    UserId user,
    Role role,
    String name,
    String secretSha256,
    Instant createdAt,
    Optional<Instant> expiresAt,
    Optional<Instant> revokedAt) {}
