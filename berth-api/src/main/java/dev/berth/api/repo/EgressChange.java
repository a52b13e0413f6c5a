package dev.berth.api.repo;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;

/**
 * Somebody allowed or denied an entry of a repository's egress list.
 *
 * @param by user
 * @param action {@code allow} or {@code deny}
 * @param entry a host, a suffix, or the name of a registry
 */
public record EgressChange(
    @JsonProperty("at") Instant at,
    @JsonProperty("by") String by,
    @JsonProperty("action") String action,
    @JsonProperty("entry") String entry) {}
