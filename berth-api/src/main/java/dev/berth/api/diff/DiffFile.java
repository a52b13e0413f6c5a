package dev.berth.api.diff;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * One changed file.
 *
 * @param oldPath for renames and copies
 * @param change {@code added}, {@code modified}, {@code deleted}, {@code renamed}, {@code copied}
 *     or {@code type_changed}
 */
public record DiffFile(
    @JsonProperty("path") String path,
    @JsonProperty("old_path") @Nullable String oldPath,
    @JsonProperty("change") String change,
    @JsonProperty("additions") int additions,
    @JsonProperty("deletions") int deletions,
    @JsonProperty("binary") boolean binary) {}
