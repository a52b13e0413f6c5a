package dev.berth.api.task;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * A file or address that goes with a task.
 *
 * @param type {@code image}, {@code file} or {@code url}
 * @param contentType media type of {@code data}
 * @param data Base64 of the content, 10 MB at most when decoded
 * @param url where to fetch it, for {@code url}
 * @param filename name to show
 */
public record AttachmentRequest(
    @JsonProperty("type") String type,
    @JsonProperty("content_type") @Nullable String contentType,
    @JsonProperty("data") @Nullable String data,
    @JsonProperty("url") @Nullable String url,
    @JsonProperty("filename") @Nullable String filename) {}
