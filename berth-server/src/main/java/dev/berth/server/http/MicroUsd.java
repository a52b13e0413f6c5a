package dev.berth.server.http;

import java.math.BigDecimal;

/** Money as people write it, in micro-dollars. */
public final class MicroUsd {
  /** Far above every limit, and far below what does not fit. */
  private static final BigDecimal MOST_USD = BigDecimal.valueOf(1_000_000_000L);

  private MicroUsd() {}

  /**
   * The amount in micro-dollars. What is out of all range becomes a value that no limit allows, so
   * that it is reported with the other problems of a request; its exponent is never expanded.
   */
  public static long of(BigDecimal usd) {
    return usd.abs().compareTo(MOST_USD) > 0 ? Long.MAX_VALUE : usd.movePointRight(6).longValue();
  }
}
