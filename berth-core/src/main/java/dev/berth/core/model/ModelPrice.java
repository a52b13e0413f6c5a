package dev.berth.core.model;

/**
 * What a model costs, in micro-dollars per million tokens, and how much it can say.
 *
 * @param maxOutputTokens upper bound of one answer
 */
public record ModelPrice(
    String model, long inputPerMillion, long outputPerMillion, int maxOutputTokens) {
  /** The price of so many tokens, rounded up. */
  public long cost(long inputTokens, long outputTokens) {
    return Math.ceilDiv(inputTokens * inputPerMillion + outputTokens * outputPerMillion, 1_000_000);
  }
}
