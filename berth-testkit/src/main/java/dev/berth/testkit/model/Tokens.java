package dev.berth.testkit.model;

/** Tokens that the fake provider bills for a call, by class. */
public record Tokens(long input, long cacheRead, long cacheWrite, long output) {
  /** Everything that was read. */
  public long read() {
    return input + cacheRead + cacheWrite;
  }
}
