package dev.berth.api.artifact;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One artifact of a task. Its content is at {@code GET /v1/tasks/{id}/artifacts/{name}}.
 *
 * @param name relative, may contain slashes; chosen by the agent
 * @param contentType as the agent named it; not to be trusted
 * @param sha256 64 hexadecimal digits
 * @param createdAt when it was confirmed
 */
public record Artifact(
    @JsonProperty("name") String name,
    @JsonProperty("content_type") @Nullable String contentType,
    @JsonProperty("size_bytes") long sizeBytes,
    @JsonProperty("sha256") String sha256,
    @JsonProperty("created_at") Instant createdAt) {}
