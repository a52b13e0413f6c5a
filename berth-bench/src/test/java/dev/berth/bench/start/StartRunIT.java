package dev.berth.bench.start;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The run works: one sample of everything. Its figures mean nothing here. */
final class StartRunIT {
  @Test
  void printsEveryRow() throws IOException, InterruptedException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Path home = Path.of("..", "berth-dist", "target", "berth");
    StartRun.run("none", home, 1, new PrintStream(out, true, StandardCharsets.UTF_8));
    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains(
            "commit none", "its data are there", "resident when ready", "berth list / picocli");
  }
}
