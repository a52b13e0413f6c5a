package dev.berth.api.receipt;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One lease on a receipt.
 *
 * @param leaseId ULID; also the name of the thing where it could be chosen
 * @param kind {@code process}, {@code workspace}, {@code gateway-grant}, {@code capacity}, {@code
 *     branch}, ...
 * @param name what was held
 * @param place where
 * @param state {@code INTENDED}, {@code HELD}, {@code RELEASING}, {@code RELEASED}, {@code
 *     HANDED_OVER} or {@code STUCK}
 * @param acquiredAt null when it was never acquired
 * @param settledAt null while held
 * @param heldMs how long it was held, milliseconds
 * @param evidence how it was seen to be gone
 * @param handedOverTo what keeps it now, such as {@code change request #1}
 * @param attempts release attempts
 * @param lastError why the last attempt failed
 */
public record ReceiptLine(
    @JsonProperty("lease_id") String leaseId,
    @JsonProperty("kind") String kind,
    @JsonProperty("name") String name,
    @JsonProperty("place") String place,
    @JsonProperty("state") String state,
    @JsonProperty("acquired_at") @Nullable Instant acquiredAt,
    @JsonProperty("settled_at") @Nullable Instant settledAt,
    @JsonProperty("held_ms") @Nullable Long heldMs,
    @JsonProperty("evidence") @Nullable String evidence,
    @JsonProperty("handed_over_to") @Nullable String handedOverTo,
    @JsonProperty("attempts") int attempts,
    @JsonProperty("last_error") @Nullable String lastError) {}
