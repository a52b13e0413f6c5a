package dev.berth.api.evidence;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * One run of one command.
 *
 * @param output the last few KiB; untrusted
 */
public record CommandRun(
    @JsonProperty("command") String command,
    @JsonProperty("exit_code") int exitCode,
    @JsonProperty("duration_ms") long durationMs,
    @JsonProperty("output") @Nullable String output) {}
