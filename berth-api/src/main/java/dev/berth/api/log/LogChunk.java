package dev.berth.api.log;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * A piece of what the agent wrote: {@code GET
 * /v1/tasks/{id}/logs?stream=stdout|stderr|all&offset=N&limit=N}. With {@code Accept: text/plain}
 * the answer is the bare text.
 *
 * @param taskId ULID
 * @param stream {@code stdout}, {@code stderr} or {@code all} (in the order of arrival)
 * @param offset byte at which the text begins
 * @param nextOffset byte to ask for next
 * @param complete whether nothing more can come
 * @param text decoded as UTF-8, invalid bytes replaced; untrusted
 */
public record LogChunk(
    @JsonProperty("task_id") String taskId,
    @JsonProperty("stream") String stream,
    @JsonProperty("offset") long offset,
    @JsonProperty("next_offset") long nextOffset,
    @JsonProperty("complete") boolean complete,
    @JsonProperty("text") String text) {}
