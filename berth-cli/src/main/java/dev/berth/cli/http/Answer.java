package dev.berth.cli.http;

import dev.berth.api.envelope.Pagination;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * A successful answer, both as it came and as a record.
 *
 * @param <T> the record
 * @param data what {@code --output json} prints
 * @param value the same, parsed
 * @param pagination how to go on, for lists
 * @param replayed whether the server answered an earlier request with the same key again
 */
public record Answer<T>(
    JsonNode data, T value, Optional<Pagination> pagination, boolean replayed) {}
