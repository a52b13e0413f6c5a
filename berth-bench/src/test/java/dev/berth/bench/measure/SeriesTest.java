package dev.berth.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** Percentiles by nearest rank, and what is printed of them. */
final class SeriesTest {
  @Test
  void aPercentileIsASampleOfItsRank() {
    Series series = new Series("thing");
    for (int i = 100; i >= 1; i--) {
      series.add(i * 1_000_000L);
    }
    assertThat(series.millis(0.50)).isEqualTo(50);
    assertThat(series.millis(0.95)).isEqualTo(95);
    assertThat(series.millis(0.99)).isEqualTo(99);
    assertThat(series.millis(1)).isEqualTo(100);
    assertThat(series.line()).contains("n=100").contains("p95=95.0 ms");
  }

  @Test
  void oneSampleIsEveryPercentile() {
    Series series = new Series("thing");
    series.add(3_000_000);
    Series baseline = new Series("baseline");
    baseline.add(2_000_000);
    assertThat(series.millis(0.01)).isEqualTo(3);
    assertThat(series.against(baseline)).contains("p50 x1.50 (+1.0 ms)");
  }

  @Test
  void nothingMeasuredIsNoFigure() {
    assertThatThrownBy(() -> new Series("thing").line()).hasMessageContaining("no sample of thing");
  }
}
