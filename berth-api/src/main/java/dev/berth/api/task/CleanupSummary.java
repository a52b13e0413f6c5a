package dev.berth.api.task;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * How far the session of a task has been given back.
 *
 * @param state {@code none} (nothing was held), {@code open} (the session lives), {@code running},
 *     {@code complete} or {@code stuck}
 * @param held leases not settled yet
 * @param stuck leases that resist; still retried, slowly
 */
public record CleanupSummary(
    @JsonProperty("state") String state,
    @JsonProperty("held") int held,
    @JsonProperty("stuck") int stuck) {}
