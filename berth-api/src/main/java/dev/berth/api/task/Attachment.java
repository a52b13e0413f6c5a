package dev.berth.api.task;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * An attachment of a task, as the server keeps it.
 *
 * @param attachmentId its id
 * @param filename name to show; chosen by whoever attached it
 * @param contentType media type
 * @param sizeBytes size; null until it is uploaded
 * @param state {@code pending}, {@code ready} or {@code blocked}
 */
public record Attachment(
    @JsonProperty("attachment_id") String attachmentId,
    @JsonProperty("filename") @Nullable String filename,
    @JsonProperty("content_type") @Nullable String contentType,
    @JsonProperty("size_bytes") @Nullable Long sizeBytes,
    @JsonProperty("state") String state) {}
