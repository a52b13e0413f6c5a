package dev.berth.api.evidence;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * The same command before and after the change. Null: not run.
 *
 * @param before on the base
 * @param after on the pushed commit
 */
public record BeforeAfter(
    @JsonProperty("command") String command,
    @JsonProperty("before") @Nullable CommandRun before,
    @JsonProperty("after") @Nullable CommandRun after) {}
