package dev.berth.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ScreenTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  private Screen screen(Capabilities capabilities) {
    PrintStream stream = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    return new Screen(stream, stream, capabilities);
  }

  private String printed() {
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Test
  void stylesAreOursAndTheTextIsEncoded() {
    screen(new Capabilities(true, true, true, true, 80, false))
        .line(TerminalText.of("\u001b[2J", Style.RED));
    assertThat(printed()).isEqualTo("\u001b[31m\\x1b[2J\u001b[0m\n");
  }

  @Test
  void rawIsAsItCame() {
    screen(new Capabilities(true, true, false, true, 80, false).asRaw()).line("\u001b[2J");
    assertThat(printed()).isEqualTo("\u001b[2J\n");
  }

  @Test
  void theStatusLineStaysBelowAndFits() {
    Screen screen = screen(new Capabilities(true, true, false, true, 20, false));
    screen.status(TerminalText.of("working on something long"));
    screen.line("done");
    screen.clearStatus();
    String status = "working on somethi\u2026";
    assertThat(CharacterWidth.of(status)).isEqualTo(19);
    assertThat(printed())
        .isEqualTo("\r\u001b[K" + status + "\r\u001b[Kdone\n" + status + "\r\u001b[K");
  }

  @Test
  void aDumbTerminalAndAPipeGetNoEscapesAtAll() {
    for (Map<String, String> environment :
        java.util.List.of(
            Map.of("BERTH_TTY", "1", "TERM", "dumb", "LANG", "C"),
            Map.of("BERTH_TTY", "0", "TERM", "xterm"),
            Map.of("BERTH_TTY", "1", "TERM", "xterm", "NO_COLOR", "1", "LANG", "en_US.UTF-8"))) {
      Screen screen = screen(Capabilities.detect(environment));
      screen.line(TerminalText.of("text", Style.BOLD));
    }
    assertThat(printed()).isEqualTo("text\ntext\ntext\n");
  }

  @Test
  void widthsCountColumns() {
    assertThat(CharacterWidth.of("abc")).isEqualTo(3);
    assertThat(CharacterWidth.of("価格")).isEqualTo(4);
    assertThat(CharacterWidth.of("e\u0301")).isEqualTo(1);
    assertThat(CharacterWidth.of("👍")).isEqualTo(2);
    assertThat(CharacterWidth.fit("価格表", 4, "~")).isEqualTo("価~");
  }

  @Test
  void theEnvironmentSaysHowWide() {
    assertThat(Capabilities.detect(Map.of("BERTH_TTY", "1", "BERTH_COLUMNS", "97")).width())
        .isEqualTo(97);
    assertThat(Capabilities.detect(Map.of("BERTH_TTY", "1", "BERTH_COLUMNS", "x")).width())
        .isEqualTo(80);
    assertThat(Capabilities.detect(Map.of()).width()).isEqualTo(120);
  }
}
