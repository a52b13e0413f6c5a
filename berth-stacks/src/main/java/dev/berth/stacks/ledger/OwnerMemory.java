package dev.berth.stacks.ledger;

import java.time.Instant;
import java.util.Optional;

/**
 * What is remembered of one owner of an interface.
 *
 * @param lastSeen the last time it stood and matched the interface's subnet and groups
 * @param goneAt when its absence was first observed since; none while it stands or is not known
 */
public record OwnerMemory(Instant lastSeen, Optional<Instant> goneAt) {}
