package dev.berth.api.repo;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A host that sessions of a repository were refused.
 *
 * @param host or the name of a private registry
 * @param port 0 for a registry
 * @param code {@code EGRESS_DENIED} or {@code EGRESS_BUDGET_SPENT}
 * @param reason in words
 * @param remedy what can be done about it
 * @param command what allows it; absent where allowing does not help
 * @param times how often, since {@code firstSeen}
 * @param taskId the last task that tried; absent when it is somebody else's or is gone
 * @param allowedNow whether it has been allowed since
 */
public record EgressRefused(
    @JsonProperty("host") String host,
    @JsonProperty("port") int port,
    @JsonProperty("code") String code,
    @JsonProperty("reason") String reason,
    @JsonProperty("remedy") String remedy,
    @JsonProperty("command") @Nullable String command,
    @JsonProperty("times") long times,
    @JsonProperty("first_seen") Instant firstSeen,
    @JsonProperty("last_seen") Instant lastSeen,
    @JsonProperty("task_id") @Nullable String taskId,
    @JsonProperty("allowed_now") boolean allowedNow) {}
