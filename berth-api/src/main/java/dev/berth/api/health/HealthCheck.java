package dev.berth.api.health;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * One thing the server needs.
 *
 * @param name {@code database}, {@code scheduler}, {@code process-backend}, ...
 * @param status {@code UP}, {@code DEGRADED} or {@code DOWN}
 * @param detail what was seen
 * @param remedy what to do
 */
public record HealthCheck(
    @JsonProperty("name") String name,
    @JsonProperty("status") String status,
    @JsonProperty("detail") @Nullable String detail,
    @JsonProperty("remedy") @Nullable String remedy) {}
