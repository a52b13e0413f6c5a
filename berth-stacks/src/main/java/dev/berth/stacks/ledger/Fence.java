package dev.berth.stacks.ledger;

import java.time.Instant;

/**
 * The right to write, until somebody with a higher number takes it.
 *
 * @param token grows by at least one with every acquisition of this ledger, for ever
 * @param holder who: a run's name, for people
 * @param until when it ends unless renewed
 */
public record Fence(long token, String holder, Instant until) {}
