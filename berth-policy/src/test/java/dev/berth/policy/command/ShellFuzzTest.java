package dev.berth.policy.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.policy.decision.Asked;
import dev.berth.policy.effect.Deed;
import dev.berth.policy.effect.Setting;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Lines that nobody would write. The seed is printed with what failed, and plays the same again.
 */
final class ShellFuzzTest {
  private static final long SEED = Long.getLong("berth.seed", 20261121L);
  private static final int LINES = 20_000;
  private static final List<String> TOKENS =
      List.of(
          "git",
          "push",
          "--force",
          "main",
          "rm",
          "-rf",
          "/",
          "echo",
          "x",
          "sh",
          "-c",
          "eval",
          "xargs",
          "find",
          ".",
          "-exec",
          ";",
          "\\;",
          "{}",
          "&&",
          "||",
          "|",
          "&",
          "(",
          ")",
          "{",
          "}",
          "$(",
          "`",
          "${",
          "}",
          "$((",
          "))",
          "((",
          "'",
          "\"",
          "\\",
          "\n",
          " ",
          "\t",
          "<",
          ">",
          ">>",
          "<<",
          "<<-",
          "<<<",
          "EOF",
          "<(",
          ">(",
          "&>",
          "2>&1",
          "if",
          "then",
          "else",
          "fi",
          "for",
          "in",
          "do",
          "done",
          "while",
          "case",
          "esac",
          ";;",
          "function",
          "f()",
          "f",
          "[[",
          "]]",
          "=",
          "A=1",
          "$A",
          "$@",
          "$1",
          "$'",
          "\\x2f",
          "*",
          "?",
          "[",
          "]",
          "~",
          "!",
          "#",
          ",",
          "{a,b}",
          "env",
          "sudo",
          "bash",
          "<<EOF\n",
          "\nEOF\n",
          "sed",
          "-i",
          ".env",
          "tee",
          "cd",
          "..",
          "%s",
          "printf",
          "base64",
          "-d",
          "\u0000",
          "\uE000",
          "\uFFFF",
          "é",
          "😀",
          "python3",
          "-",
          "alias",
          "-c alias.x=",
          "trap",
          "set",
          "--",
          "export",
          ":-",
          "%%",
          "//",
          "##",
          "psql",
          "DROP TABLE x");

  private final Setting setting = Setting.of(Asked.bash(""), List.of());

  @Test
  @Timeout(60)
  void neverThrowsAndNeverLoops() {
    Random random = new Random(SEED);
    for (int i = 0; i < LINES; i++) {
      String line = line(random, 1 + random.nextInt(30));
      assertRead(line, "seed " + SEED + ", line " + i);
    }
  }

  @Test
  @Timeout(60)
  void readsLargeAndDeepLinesWithinItsBudget() {
    for (String part : TOKENS) {
      assertRead(part.repeat(5_000), "many times " + part);
      assertRead((part + " ").repeat(5_000), "many words " + part);
    }
    for (String open :
        List.of("$(", "(", "{ ", "`", "\"$(", "${x:-", "$((", "if ", "sh -c '", "eval ")) {
      assertRead(open.repeat(3_000) + "git push", "deep " + open);
    }
    assertRead("A=x" + ";A=$A$A$A$A".repeat(60) + ";echo $A", "a word that grows");
    assertRead("{a,b}".repeat(40), "braces that grow");
    assertRead(
        "for a in 1 2 3 4 5 6 7 8 9;do ".repeat(12) + "x" + ";done".repeat(12), "loops that grow");
    assertRead("f(){ f;f; };f", "a function that calls itself");
    assertRead("x=" + "a".repeat(300_000), "more than may be read");
  }

  private static String line(Random random, int tokens) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < tokens; i++) {
      line.append(TOKENS.get(random.nextInt(TOKENS.size())));
      if (random.nextInt(3) > 0) {
        line.append(' ');
      }
    }
    return line.toString();
  }

  private void assertRead(String line, String what) {
    long from = System.nanoTime();
    List<Deed> deeds;
    try {
      deeds = new ShellReader(setting).read(line);
    } catch (RuntimeException | StackOverflowError e) {
      throw new AssertionError(what + ": " + line.substring(0, Math.min(300, line.length())), e);
    }
    assertThat(deeds).as(what).isNotNull();
    assertThat(System.nanoTime() - from).as(what).isLessThan(Duration.ofSeconds(5).toNanos());
  }
}
