package dev.berth.api.lease;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * Whether the ledger can be relied on: {@code GET /v1/ledger}.
 *
 * @param behind whether things were seen that are newer than the ledger, and nobody has decided
 *     since: nothing is given back
 * @param newer names of such things, as this server has seen them
 */
public record LedgerDetail(
    @JsonProperty("behind") boolean behind, @JsonProperty("newer") List<String> newer) {}
