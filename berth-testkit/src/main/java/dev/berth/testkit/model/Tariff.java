package dev.berth.testkit.model;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * What the fake provider charges, in dollars per million tokens. Reckoned in decimals, so that it
 * shares nothing with Berth's arithmetic.
 */
public record Tariff(
    BigDecimal input, BigDecimal cacheRead, BigDecimal cacheWrite, BigDecimal output) {

  /** A tariff from texts such as {@code 1.25}. */
  public static Tariff of(String input, String cacheRead, String cacheWrite, String output) {
    return new Tariff(
        new BigDecimal(input),
        new BigDecimal(cacheRead),
        new BigDecimal(cacheWrite),
        new BigDecimal(output));
  }

  /**
   * The charge, in whole micro-dollars, rounded up: a dollar per million is a micro-dollar each.
   */
  public long microUsd(Tokens tokens) {
    return input
        .multiply(BigDecimal.valueOf(tokens.input()))
        .add(cacheRead.multiply(BigDecimal.valueOf(tokens.cacheRead())))
        .add(cacheWrite.multiply(BigDecimal.valueOf(tokens.cacheWrite())))
        .add(output.multiply(BigDecimal.valueOf(tokens.output())))
        .setScale(0, RoundingMode.CEILING)
        .longValueExact();
  }
}
