package dev.berth.api.envelope;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * How a list goes on.
 *
 * @param nextToken opaque and signed; pass it as {@code next_token} with the same filters to get
 *     the next page; null on the last page
 * @param hasMore whether there is a next page
 */
public record Pagination(
    @JsonProperty("next_token") @Nullable String nextToken,
    @JsonProperty("has_more") boolean hasMore) {}
