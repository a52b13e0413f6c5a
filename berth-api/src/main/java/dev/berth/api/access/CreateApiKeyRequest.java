package dev.berth.api.access;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Body of {@code POST /v1/api-keys}.
 *
 * @param name what it is for, 1 to 100 characters
 * @param role {@code user} (when absent), {@code operator} or {@code admin}; at most the caller's
 * @param user whose key it is; the caller's own when absent, another's only for an admin
 * @param scopes what it is limited to; absent or empty: to nothing less than the role
 * @param expiresAt when it ends; absent: never
 */
public record CreateApiKeyRequest(
    @JsonProperty("name") String name,
    @JsonProperty("role") @Nullable String role,
    @JsonProperty("user") @Nullable String user,
    @JsonProperty("scopes") @Nullable List<String> scopes,
    @JsonProperty("expires_at") @Nullable Instant expiresAt) {
  public CreateApiKeyRequest {
    scopes = scopes == null ? null : List.copyOf(scopes);
  }
}
