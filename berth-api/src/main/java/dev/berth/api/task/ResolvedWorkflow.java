package dev.berth.api.task;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * The workflow a task was created with.
 *
 * @param id such as {@code coding/new-task-v1}
 * @param version hash of its content
 */
public record ResolvedWorkflow(
    @JsonProperty("id") String id, @JsonProperty("version") String version) {}
