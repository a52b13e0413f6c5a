package dev.berth.bench.start;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.bench.start.StartRun.Part;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The run works: one sample of everything. Its figures mean nothing here. */
final class StartRunIT {
  @ParameterizedTest
  @EnumSource(Part.class)
  void takesASample(Part part) throws IOException, InterruptedException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Path home = Path.of("..", "berth-dist", "target", "berth");
    StartRun.run(home, part, 1, new PrintStream(out, true, StandardCharsets.UTF_8));
    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("n=1")
        .contains(part == Part.COMMANDS ? "berth list / picocli" : "resident when ready");
  }
}
