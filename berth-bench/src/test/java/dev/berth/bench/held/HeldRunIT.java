package dev.berth.bench.held;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The run works with a few sessions. Its figures mean nothing here. */
final class HeldRunIT {
  @Test
  void holdsAFew() throws IOException, InterruptedException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Path home = Path.of("..", "berth-dist", "target", "berth");
    HeldRun.run(home, 3, Duration.ofSeconds(2), new PrintStream(out, true, StandardCharsets.UTF_8));
    assertThat(out.toString(StandardCharsets.UTF_8)).contains("n=3 sessions", " 0 failed calls");
  }
}
