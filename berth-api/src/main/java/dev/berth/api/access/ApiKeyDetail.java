package dev.berth.api.access;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An API key, without its secret. */
public record ApiKeyDetail(
    @JsonProperty("id") String id,
    @JsonProperty("name") String name,
    @JsonProperty("user") String user,
    @JsonProperty("role") String role,
    @JsonProperty("scopes") List<String> scopes,
    @JsonProperty("created_at") Instant createdAt,
    @JsonProperty("expires_at") @Nullable Instant expiresAt,
    @JsonProperty("revoked_at") @Nullable Instant revokedAt) {
  public ApiKeyDetail {
    scopes = List.copyOf(scopes);
  }
}
