package dev.berth.bench.cleanup;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** The run takes its samples and prints them; what they come to is for a quiet machine. */
final class CleanupRunTest {
  @Test
  void takesSamplesOfAllFour() throws Exception {
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    try (PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8)) {
      CleanupRun.run(1, new CleanupRun.Shape(2, 2), out);
    }
    assertThat(printed.toString(StandardCharsets.UTF_8))
        .contains("sum of all steps", "longest chain", "one after the other", "ours", "n=1");
  }
}
