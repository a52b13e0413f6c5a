package dev.berth.api.evidence;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * A change request on a forge.
 *
 * @param number from 1
 * @param state {@code open}, {@code merged} or {@code closed}
 * @param title untrusted
 * @param body untrusted
 */
public record ChangeRequest(
    @JsonProperty("number") long number,
    @JsonProperty("url") @Nullable String url,
    @JsonProperty("state") String state,
    @JsonProperty("title") String title,
    @JsonProperty("body") String body,
    @JsonProperty("branch") String branch,
    @JsonProperty("base") String base) {}
