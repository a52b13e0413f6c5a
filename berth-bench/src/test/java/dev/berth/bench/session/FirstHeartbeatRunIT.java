package dev.berth.bench.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.bench.session.FirstHeartbeatRun.Agent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The run works with each agent: one sample. Its figures mean nothing here. */
final class FirstHeartbeatRunIT {
  @ParameterizedTest
  @EnumSource(Agent.class)
  void takesASample(Agent agent) throws IOException, InterruptedException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Path home = Path.of("..", "berth-dist", "target", "berth");
    FirstHeartbeatRun.run(home, agent, 0, 1, new PrintStream(out, true, StandardCharsets.UTF_8));
    assertThat(out.toString(StandardCharsets.UTF_8)).contains("submitted", "n=1");
  }
}
