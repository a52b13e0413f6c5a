package dev.berth.cli.task;

import dev.berth.cli.terminal.Style;
import dev.berth.cli.terminal.TerminalText;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How single facts about a task are written everywhere. */
public final class Facts {
  private Facts() {}

  /** A status in its colour. */
  public static TerminalText status(String status) {
    Style style =
        switch (status) {
          case "COMPLETED" -> Style.GREEN;
          case "FAILED", "TIMED_OUT" -> Style.RED;
          case "CANCELLED", "AWAITING_APPROVAL" -> Style.YELLOW;
          case "RUNNING", "HYDRATING", "FINALIZING" -> Style.CYAN;
          default -> Style.PLAIN;
        };
    return TerminalText.of(status, style);
  }

  /** Money with four decimals at least, so that a cheap call does not look free. */
  public static String money(@Nullable BigDecimal usd) {
    if (usd == null) {
      return "-";
    }
    BigDecimal exact = usd.stripTrailingZeros();
    int scale = Math.clamp(exact.scale(), 2, 6);
    return "$"
        + exact
            .setScale(Math.max(scale, usd.signum() == 0 ? 2 : scale), RoundingMode.HALF_UP)
            .toPlainString();
  }

  /**
   * A duration as a person says it: {@code 0.4 s}, {@code 12 s}, {@code 3 min 05 s}, {@code 2 h 10
   * min}, {@code 4 d}.
   */
  public static String duration(Duration duration) {
    long seconds = Math.max(0, duration.toSeconds());
    if (seconds < 10) {
      return String.format(Locale.ROOT, "%.1f s", Math.max(0, duration.toMillis()) / 1000.0);
    } else if (seconds < 60) {
      return seconds + " s";
    } else if (seconds < 3600) {
      return String.format(Locale.ROOT, "%d min %02d s", seconds / 60, seconds % 60);
    } else if (seconds < 2 * 86_400) {
      return String.format(Locale.ROOT, "%d h %02d min", seconds / 3600, seconds / 60 % 60);
    }
    return seconds / 86_400 + " d";
  }

  /** How long ago, in one unit: {@code 5s}, {@code 3m}, {@code 7h}, {@code 2d}. */
  public static String age(Instant then, Instant now) {
    long seconds = Math.max(0, Duration.between(then, now).toSeconds());
    if (seconds < 60) {
      return seconds + "s";
    } else if (seconds < 3600) {
      return seconds / 60 + "m";
    } else if (seconds < 2 * 86_400) {
      return seconds / 3600 + "h";
    }
    return seconds / 86_400 + "d";
  }

  /** The first line of a text that may have many. */
  public static String firstLine(@Nullable String text) {
    return text == null ? "" : text.strip().lines().findFirst().orElse("");
  }

  /** The text, or a dash. */
  public static String orDash(@Nullable Object value) {
    return value == null ? "-" : value.toString();
  }
}
