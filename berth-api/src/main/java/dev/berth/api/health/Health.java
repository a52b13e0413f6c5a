package dev.berth.api.health;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * Answer of {@code GET /v1/health/live} and {@code /v1/health/ready} (503 when not {@code UP}).
 *
 * @param status {@code UP} or {@code DOWN}
 * @param version the server's version
 * @param installationId ULID
 * @param checks empty for {@code live}
 */
public record Health(
    @JsonProperty("status") String status,
    @JsonProperty("version") String version,
    @JsonProperty("installation_id") String installationId,
    @JsonProperty("checks") List<HealthCheck> checks) {
  /** Copies its lists, so that the record cannot change. */
  public Health {
    checks = List.copyOf(checks);
  }
}
