package dev.berth.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class EncoderTest {
  private final Encoder encoder = new Encoder(false);

  @Test
  void showsWhatWouldAct() {
    assertThat(encoder.line("a\u001b[31mred\u001b[0m")).isEqualTo("a\\x1b[31mred\\x1b[0m");
    assertThat(encoder.line("a\rb\nc\td\u0007\u007f")).isEqualTo("a\\x0db\\x0ac\\x09d\\x07\\x7f");
    assertThat(encoder.line("\u009b31m")).isEqualTo("<U+009B>31m");
    assertThat(encoder.line("if (admin\u202e\u2066) {")).isEqualTo("if (admin<U+202E><U+2066>) {");
    assertThat(encoder.line("a\u200bb\ufeffc\u00add")).isEqualTo("a<U+200B>b<U+FEFF>c<U+00AD>d");
    assertThat(encoder.line("tag\udb40\udc41")).isEqualTo("tag<U+E0041>");
    assertThat(encoder.line("lone \ud800 surrogate")).isEqualTo("lone <U+D800> surrogate");
    assertThat(encoder.line("\u3164x\u115f")).isEqualTo("<U+3164>x<U+115F>");
  }

  @Test
  void leavesWritingAlone() {
    String text = "Größe 価格 e\u0301 \u2713 C:\\x1b 👍";
    assertThat(encoder.line(text)).isEqualTo(text);
    assertThat(encoder.line("\u2764\ufe0f")).isEqualTo("\u2764\ufe0f");
    assertThat(encoder.line("a\ufe0f")).isEqualTo("a<U+FE0F>");
  }

  @Test
  void marksDoNotPileUp() {
    String zalgo = "z" + "\u0300".repeat(40);
    assertThat(encoder.line(zalgo)).startsWith("z\u0300\u0300\u0300\u0300<U+0300>");
    assertThat(encoder.line("\u0300z")).isEqualTo("<U+0300>z");
  }

  @Test
  void linesStayLinesInABlock() {
    assertThat(encoder.lines("a\r\nb\tc\n\rd")).isEqualTo("a\nb       c\n\\x0dd");
  }

  @Test
  void asciiTerminalsGetAsciiOnly() {
    assertThat(new Encoder(true).line("pr\u00fcfe \u2713")).isEqualTo("pr<U+00FC>fe <U+2713>");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 20261121, 42})
  void nothingThatActsEverComesOut(long seed) {
    Random random = new Random(seed);
    for (int round = 0; round < 4_000; round++) {
      String text = randomText(random);
      String line = encoder.line(text);
      assertHarmless(line, "seed " + seed + " round " + round);
      assertHarmless(
          encoder.lines(text).replace("\n", ""), "block, seed " + seed + " round " + round);
      assertThat(encoder.line(line)).isEqualTo(line);
      assertThat(new Encoder(true).line(text)).matches("[\\x20-\\x7e]*");
    }
  }

  private static void assertHarmless(String encoded, String where) {
    int marks = 0;
    for (int i = 0; i < encoded.length(); i += Character.charCount(encoded.codePointAt(i))) {
      int c = encoded.codePointAt(i);
      int type = Character.getType(c);
      assertThat(type)
          .as("%s: U+%04X", where, c)
          .isNotIn(
              (int) Character.CONTROL,
              (int) Character.FORMAT,
              (int) Character.SURROGATE,
              (int) Character.PRIVATE_USE,
              (int) Character.UNASSIGNED,
              (int) Character.LINE_SEPARATOR,
              (int) Character.PARAGRAPH_SEPARATOR);
      marks =
          type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK ? marks + 1 : 0;
      assertThat(marks).as("%s: marks in a row", where).isLessThanOrEqualTo(4);
    }
  }

  private static String randomText(Random random) {
    StringBuilder text = new StringBuilder();
    int length = random.nextInt(30);
    for (int i = 0; i < length; i++) {
      switch (random.nextInt(6)) {
        case 0 -> text.appendCodePoint(random.nextInt(0x110000));
        case 1 -> text.append((char) random.nextInt(0x10000));
        case 2 -> text.append((char) random.nextInt(0xa0));
        case 3 -> text.append((char) (0x2000 + random.nextInt(0x70)));
        case 4 -> text.append((char) (0x300 + random.nextInt(0x70)));
        default -> text.append((char) ('a' + random.nextInt(26)));
      }
    }
    return text.toString();
  }
}
