package dev.berth.bench.measure;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Durations of one thing, in the order in which they were taken. Used by one thread. */
public final class Series {
  private static final double NANOS_PER_MILLI = 1e6;

  private final String name;
  private final List<Long> nanos = new ArrayList<>();

  public Series(String name) {
    this.name = name;
  }

  public void add(long durationNanos) {
    nanos.add(durationNanos);
  }

  public int size() {
    return nanos.size();
  }

  /**
   * The smallest sample that is not exceeded by this share of all (nearest rank), in milliseconds.
   *
   * @param share above 0, at most 1
   * @throws IllegalStateException when there is no sample
   */
  public double millis(double share) {
    if (nanos.isEmpty()) {
      throw new IllegalStateException("no sample of " + name);
    }
    List<Long> sorted = nanos.stream().sorted().toList();
    int rank = (int) Math.ceil(share * sorted.size());
    return sorted.get(Math.max(rank, 1) - 1) / NANOS_PER_MILLI;
  }

  /** One line: name, number of samples, percentiles. */
  public String line() {
    return String.format(
        Locale.ROOT,
        "%-44s n=%-4d p50=%.1f ms  p95=%.1f ms  p99=%.1f ms",
        name,
        size(),
        millis(0.50),
        millis(0.95),
        millis(0.99));
  }

  /** One line: this, as ratios and differences to a baseline of the same run. */
  public String against(Series baseline) {
    return String.format(
        Locale.ROOT,
        "%-44s p50 x%.2f (%+.1f ms)  p95 x%.2f (%+.1f ms)",
        name + " / " + baseline.name,
        millis(0.50) / baseline.millis(0.50),
        millis(0.50) - baseline.millis(0.50),
        millis(0.95) / baseline.millis(0.95),
        millis(0.95) - baseline.millis(0.95));
  }
}
