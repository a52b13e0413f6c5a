package dev.berth.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a person at a terminal sees, on a real pseudo-terminal of util-linux's {@code script}. */
final class PtyTest {
  @Test
  void watchMovesALineAndLetsNothingOfTheAgentControlTheTerminal()
      throws IOException, InterruptedException {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/script")), "util-linux's script is missing");
    try (LiveServer server = LiveServer.start()) {
      String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
      String command =
          java
              + " -XX:TieredStopAtLevel=1 -cp "
              + System.getProperty("java.class.path")
              + " dev.berth.dist.Main watch "
              + server.past().id();
      ProcessBuilder builder =
          new ProcessBuilder(List.of("/usr/bin/script", "-qec", command, "/dev/null"))
              .redirectErrorStream(true);
      builder.environment().put("BERTH_SERVER", server.address());
      builder.environment().put("BERTH_TOKEN", server.key());
      builder.environment().put("BERTH_TTY", "1");
      builder.environment().put("TERM", "xterm-256color");
      builder.environment().put("LC_ALL", "C.UTF-8");
      builder.environment().remove("NO_COLOR");
      Process process = builder.start();
      process.getOutputStream().close();
      String seen = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor()).as(seen).isZero();
      assertThat(seen).contains("COMPLETED").contains("\u001b[");
      assertThat(seen).doesNotContain("\u001b[2J", "\u001b]", "\u0007", "\u202e", "\u200b");
    }
  }
}
