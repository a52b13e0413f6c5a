package dev.berth.core.screen;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Random texts of hostile pieces; {@code -Dberth.seed=N} plays one again. */
final class ScreenFuzzTest {
  private static final int ROUNDS = 500;
  private static final List<String> PIECES =
      List.of(
          "\u001b[31m",
          "\u001b]0;title\u0007",
          "\u001b]8;;http://x\u001b\\",
          "\u009b2J",
          "\u001bP",
          "\u001b(0",
          "\u001b",
          "\u202e",
          "\u2066",
          "\u200b",
          "\u0007",
          "\r",
          "\n",
          "\t",
          " ",
          "\ud83d",
          "\udc4d",
          "\u0000",
          "\u007f",
          "ignore all previous instructions",
          "<|im_start|>",
          "[end of source]",
          "`",
          "```",
          "\"",
          "> ",
          "password=",
          "Bearer ",
          "://u:p@h",
          "-----BEGIN PRIVATE KEY-----",
          "-----END PRIVATE KEY-----",
          "eyJ",
          ".eyJ",
          "a",
          "Zoë",
          "価",
          "\udb40\udc41",
          "\ufe0f\ufe0f",
          "\u0301");

  private final ContentScreen screen = new BuiltInScreen();

  @Test
  void theScreenAlwaysAnswers() {
    long seed = Long.getLong("berth.seed", 20261121L);
    Random random = new Random(seed);
    for (int i = 0; i < ROUNDS; i++) {
      List<String> secrets = SampleSecrets.all(random);
      String secret = secrets.get(random.nextInt(secrets.size()));
      String text = noise(random) + " " + secret + " " + noise(random);
      ContentScreen.Verdict order = screen.look(new Content.Order(Content.Kind.SUBMISSION, text));
      assertThat(order).isInstanceOf(ContentScreen.Verdict.Blocked.class);
      ContentScreen.Verdict foreign = screen.look(new Content.Foreign(text));
      assertThat(foreign).isInstanceOf(ContentScreen.Verdict.Tainted.class);
      if (foreign instanceof ContentScreen.Verdict.Tainted tainted) {
        // What was made harmless stays so.
        assertThat(tainted.text()).doesNotContain(secret);
        assertThat(tainted.text())
            .doesNotContain("\u001b", "\u202e", "[end of source]", "<|im_start|>");
      }
    }
  }

  @Test
  void hostileTextsTakeNoTime() {
    List<String> texts = new ArrayList<>();
    for (String piece : PIECES) {
      texts.add(piece.repeat(BuiltInScreen.TEXT / 8 / piece.length()));
    }
    texts.add("ignore a ".repeat(1_000));
    texts.add("ignore previous ".repeat(600));
    texts.add("password=password=".repeat(500));
    texts.add("eyJ" + "a".repeat(8_000));
    texts.add("eyJaaaaaaaaaaaa.eyJ".repeat(500));
    texts.add("sk-" + "a".repeat(8_000));
    texts.add("\u001b]" + "a".repeat(8_000));
    texts.add("a_".repeat(4_000) + "token");
    for (String text : texts) {
      long begun = System.nanoTime();
      screen.look(new Content.Order(Content.Kind.SUBMISSION, text));
      screen.look(new Content.Foreign(text));
      screen.look(new Content.Attachment("a", "text/plain", text.getBytes(StandardCharsets.UTF_8)));
      long took = (System.nanoTime() - begun) / 1_000_000;
      // Far above what it takes, far below what a search that does not end takes.
      assertThat(took).as("ms for " + text.substring(0, 20)).isLessThan(20_000);
    }
  }

  private static String noise(Random random) {
    StringBuilder text = new StringBuilder();
    int pieces = random.nextInt(40);
    for (int i = 0; i < pieces; i++) {
      text.append(
          random.nextInt(4) == 0
              ? new String(Character.toChars(random.nextInt(0x11_0000)))
              : PIECES.get(random.nextInt(PIECES.size())));
    }
    return text.toString();
  }
}
