package dev.berth.gateway.model;

/** Tokens that a provider counted for one call, each in one of the classes that have a price. */
public record Usage(long input, long cacheRead, long cacheWrite, long output) {
  public Usage {
    if (input < 0 || cacheRead < 0 || cacheWrite < 0 || output < 0) {
      throw new IllegalArgumentException("tokens are not negative");
    }
  }

  /** Tokens that the model read, however they are priced. */
  public long totalInput() {
    return input + cacheRead + cacheWrite;
  }
}
