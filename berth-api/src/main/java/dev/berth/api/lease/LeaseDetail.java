package dev.berth.api.lease;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One entry of the ledger: {@code GET /v1/leases}.
 *
 * @param leaseId ULID; also the name of the thing where it could be chosen
 * @param kind {@code process}, {@code workspace}, {@code gateway-grant}, {@code capacity}, {@code
 *     branch}, ...
 * @param place where it can be seen and given back
 * @param handle the thing's identity there; null until it was acquired
 * @param state {@code INTENDED}, {@code HELD}, {@code RELEASING}, {@code RELEASED}, {@code
 *     HANDED_OVER} or {@code STUCK}
 * @param taskId of the session that it is held for; null for what no session holds
 * @param sessionId null for what no session holds
 * @param acquiredAt null when it was never acquired
 * @param releasingAt when it was first to be given back
 * @param settledAt null while it is on the account
 * @param evidence how it was seen to be gone, or who keeps it now
 * @param attempts failed ones to give it back
 * @param lastError why the last one failed
 * @param nextAttemptAt null when none is planned
 * @param remedy what a person can do; null unless it is stuck
 */
public record LeaseDetail(
    @JsonProperty("lease_id") String leaseId,
    @JsonProperty("kind") String kind,
    @JsonProperty("place") String place,
    @JsonProperty("handle") @Nullable String handle,
    @JsonProperty("state") String state,
    @JsonProperty("task_id") @Nullable String taskId,
    @JsonProperty("session_id") @Nullable String sessionId,
    @JsonProperty("intended_at") Instant intendedAt,
    @JsonProperty("acquired_at") @Nullable Instant acquiredAt,
    @JsonProperty("releasing_at") @Nullable Instant releasingAt,
    @JsonProperty("settled_at") @Nullable Instant settledAt,
    @JsonProperty("evidence") @Nullable String evidence,
    @JsonProperty("attempts") int attempts,
    @JsonProperty("last_error") @Nullable String lastError,
    @JsonProperty("next_attempt_at") @Nullable Instant nextAttemptAt,
    @JsonProperty("remedy") @Nullable String remedy) {}
