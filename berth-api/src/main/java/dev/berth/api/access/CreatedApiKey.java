package dev.berth.api.access;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * Answer of {@code POST /v1/api-keys}.
 *
 * @param secret the token to send; it is stored hashed and never shown again
 */
public record CreatedApiKey(
    @JsonProperty("key") ApiKeyDetail key, @JsonProperty("secret") String secret) {}
