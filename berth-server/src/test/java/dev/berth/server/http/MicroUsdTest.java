package dev.berth.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;

final class MicroUsdTest {
  @Test
  void amountsAreWholeMicroDollars() {
    assertThat(MicroUsd.of(new BigDecimal("10"))).isEqualTo(10_000_000);
    assertThat(MicroUsd.of(new BigDecimal("0.0000019"))).isEqualTo(1);
    assertThat(MicroUsd.of(new BigDecimal("-1"))).isEqualTo(-1_000_000);
  }

  @Test
  void exponentsThatDoNotFitAreOutOfRangeAndCostNothing() {
    assertThat(MicroUsd.of(new BigDecimal("1E2147483647"))).isEqualTo(Long.MAX_VALUE);
    assertThat(MicroUsd.of(new BigDecimal("-1E2147483647"))).isEqualTo(Long.MAX_VALUE);
    assertThat(MicroUsd.of(new BigDecimal("1E-2147483640"))).isZero();
  }
}
