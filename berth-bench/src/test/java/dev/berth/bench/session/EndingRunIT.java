package dev.berth.bench.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The run works: one sample of each. Its figures mean nothing here. */
final class EndingRunIT {
  @Test
  void takesASample() throws IOException, InterruptedException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Path home = Path.of("..", "berth-dist", "target", "berth");
    EndingRun.run(home, 0, 1, 1, new PrintStream(out, true, StandardCharsets.UTF_8));
    assertThat(out.toString(StandardCharsets.UTF_8)).contains("cancel", "flagged silent", "n=1");
  }
}
