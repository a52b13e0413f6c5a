package dev.berth.core.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.core.gate.Previews;
import dev.berth.core.policy.Call;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SafeTextTest {
  private static final String SECRET = "ghp_" + "a1B2".repeat(10);

  @Test
  void takesOutWhatActsOnATerminal() {
    assertThat(SafeText.line("a\u001b[2J\u001b[31mb\u0007", 100)).isEqualTo("a\uFFFD\uFFFDb\uFFFD");
    assertThat(SafeText.line("\u202egnp.exe\u200b\u2066", 100))
        .isEqualTo("\uFFFDgnp.exe\uFFFD\uFFFD");
    assertThat(SafeText.line("one\r\ntwo\tthree\n", 100)).isEqualTo("one\u21B5two three\u21B5");
    assertThat(SafeText.lines("one\ntwo\u009b31m", 100)).isEqualTo("one\ntwo\uFFFD");
    assertThat(SafeText.line("Grüße, 世界 \uD83D\uDC1B", 100)).isEqualTo("Grüße, 世界 \uD83D\uDC1B");
  }

  @Test
  void whatAShellWouldRunStaysVisible() {
    assertThat(SafeText.line("echo \u001b]0; ; rm -rf ~ ; \u0007", 100)).contains("; rm -rf ~ ;");
    assertThat(SafeText.line("password=longenough;rm -rf ~", 100))
        .isEqualTo("password=[redacted];rm -rf ~");
    assertThat(SafeText.line("token=$(rm -rf ~)aaaaaaaaaaaa", 100)).contains("$(rm -rf ~)");
    assertThat(SafeText.line("-----BEGIN PRIVATE KEY-----\nrm -rf ~\n", 100)).contains("rm -rf ~");
  }

  @Test
  void takesOutSecrets() {
    for (String secret :
        new String[] {
          SECRET,
          "sk-" + "x".repeat(30),
          "AKIAABCDEFGHIJKLMNOP",
          "xoxb-1234567890-abc",
          "glpat-" + "y".repeat(20),
          "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTYifQ.c2lnbmF0dXJlc2ln"
        }) {
      assertThat(SafeText.line("before " + secret + " after", 200))
          .isEqualTo("before [redacted] after");
    }
    assertThat(SafeText.line("https://me:s3cr3t@host/x", 100))
        .isEqualTo("https://me:[redacted]@host/x");
    assertThat(SafeText.line("-H 'Authorization: Bearer abcdefghijklmnop1234'", 100))
        .isEqualTo("-H 'Authorization: Bearer [redacted]'");
    assertThat(SafeText.line("-----BEGIN RSA PRIVATE KEY-----\n" + "MIIB".repeat(16) + "\n", 200))
        .isEqualTo("-----BEGIN RSA PRIVATE KEY-----[redacted]\u21B5");
  }

  @Test
  void aSecretAtTheCutIsNoLongerThere() {
    String preview =
        Previews.of(new Call("bash", Map.of("command", "x".repeat(240) + " " + SECRET)));
    assertThat(preview).hasSizeLessThanOrEqualTo(256).doesNotContain("ghp_");
  }

  @Test
  void whateverComesInNothingActsOnATerminal() {
    SplittableRandom random = new SplittableRandom(20_261_121);
    for (int i = 0; i < 4_000; i++) {
      String text = text(random);
      String shown = SafeText.line(text, 256);
      assertThat(shown.length()).isLessThanOrEqualTo(256);
      assertThat(shown).doesNotContain(SECRET);
      assertThat(
              shown
                  .codePoints()
                  .allMatch(
                      c ->
                          switch (Character.getType(c)) {
                            case Character.CONTROL,
                                Character.FORMAT,
                                Character.SURROGATE,
                                Character.LINE_SEPARATOR,
                                Character.PARAGRAPH_SEPARATOR ->
                                false;
                            default -> true;
                          }))
          .as(text)
          .isTrue();
    }
  }

  private static String text(SplittableRandom random) {
    StringBuilder text = new StringBuilder();
    int length = random.nextInt(40);
    for (int i = 0; i < length; i++) {
      switch (random.nextInt(6)) {
        case 0 -> text.append((char) random.nextInt(0x20));
        case 1 -> text.append((char) random.nextInt(0x10000));
        case 2 -> text.append("\u001b[").append(random.nextInt(99)).append(';').append('m');
        case 3 -> text.append(' ').append(SECRET).append(' ');
        case 4 -> text.append((char) (0x2000 + random.nextInt(0x70)));
        default -> text.append((char) ('a' + random.nextInt(26)));
      }
    }
    return text.toString();
  }
}
