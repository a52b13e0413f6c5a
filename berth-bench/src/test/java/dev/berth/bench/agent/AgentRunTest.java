package dev.berth.bench.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each part takes its samples and prints them; the figures are nobody's business here. */
class AgentRunTest {
  @ParameterizedTest
  @EnumSource
  void eachPartPrintsItsSamplesBesideABaseline(AgentRun.Part part) throws Exception {
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    AgentRun.run(part, 2, new PrintStream(printed, true, StandardCharsets.UTF_8));
    assertThat(printed.toString(StandardCharsets.UTF_8))
        .contains("n=2 ")
        .containsPattern("p50 x\\d+\\.\\d+");
  }
}
