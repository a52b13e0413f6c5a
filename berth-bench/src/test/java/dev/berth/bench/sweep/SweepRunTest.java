package dev.berth.bench.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class SweepRunTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);

  @Test
  void comparesThreeWaysOverTheSameWorlds() {
    SweepRun.run(3, 1, out);
    assertThat(bytes.toString(StandardCharsets.UTF_8))
        .contains(
            "| timer of eight hours |",
            "| delete loop, three rounds |",
            "| ours | 0 | 0 | 0 | 0 |");
  }

  @Test
  void plansManyItems() {
    PlanRun.run(10, 2, out);
    assertThat(bytes.toString(StandardCharsets.UTF_8)).startsWith("100 items, ");
  }
}
