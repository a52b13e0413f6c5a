package dev.berth.bench.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

/** The run works: a few tasks live and end. Its figures mean nothing here. */
final class LifecycleRunTest {
  @Test
  void takesASample() throws IOException, InterruptedException, SQLException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    LifecycleRun.run(2, 5, 4, new PrintStream(out, true, StandardCharsets.UTF_8));
    assertThat(out.toString(StandardCharsets.UTF_8)).contains("n=15").contains("commits per task");
  }
}
