package dev.berth.cli.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.api.diff.Diff;
import dev.berth.cli.terminal.Capabilities;
import dev.berth.cli.terminal.Screen;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

final class DiffCommandTest {
  private static String printed(String patch) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream stream = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    Screen screen =
        new Screen(stream, stream, new Capabilities(true, true, false, true, 80, false));
    DiffCommand.print(screen, new Diff("t", "b", "h", List.of(), 1, 0, patch, false));
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Test
  void aCarriageReturnEndsNoLineOfAPatch() {
    String forged = "+harmless\r-evil();\r\r+good();\n context\n";
    assertThat(printed(forged).lines())
        .containsExactly("+harmless\\x0d-evil();\\x0d\\x0d+good();", " context");
  }

  @Test
  void emptyLinesStayAndTheLastOneEndsOnce() {
    assertThat(printed("+a\n\n b")).isEqualTo("+a\n\n b\n");
    assertThat(printed("")).isEmpty();
  }
}
