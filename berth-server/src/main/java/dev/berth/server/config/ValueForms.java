package dev.berth.server.config;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * How values are written. Each method throws {@link IllegalArgumentException} saying what it
 * expected.
 */
final class ValueForms {
  private static final Pattern AMOUNT = Pattern.compile("([0-9]{1,12})\\s*([A-Za-z]*)");

  private ValueForms() {}

  static List<String> list(String text) {
    return Arrays.stream(text.split("[,\n]"))
        .map(String::strip)
        .filter(item -> !item.isEmpty())
        .toList();
  }

  static int number(String text, int least, int most) {
    try {
      int value = Integer.parseInt(text.strip());
      if (value >= least && value <= most) {
        return value;
      }
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "expected a whole number from " + least + " to " + most, e);
    }
    throw new IllegalArgumentException("expected a whole number from " + least + " to " + most);
  }

  static Duration duration(String text) {
    Matcher amount = AMOUNT.matcher(text.strip());
    if (amount.matches()) {
      long n = Long.parseLong(amount.group(1));
      return switch (amount.group(2)) {
        case "ms" -> Duration.ofMillis(n);
        case "s" -> Duration.ofSeconds(n);
        case "m" -> Duration.ofMinutes(n);
        case "h" -> Duration.ofHours(n);
        case "d" -> Duration.ofDays(n);
        default -> throw notADuration();
      };
    }
    throw notADuration();
  }

  static Duration duration(String text, String least, String most) {
    Duration value = duration(text);
    if (value.compareTo(duration(least)) < 0 || value.compareTo(duration(most)) > 0) {
      throw new IllegalArgumentException("expected a duration from " + least + " to " + most);
    }
    return value;
  }

  private static IllegalArgumentException notADuration() {
    return new IllegalArgumentException("expected a duration such as 500ms, 90s, 5m, 8h or 90d");
  }

  static long bytes(String text) {
    Matcher amount = AMOUNT.matcher(text.strip());
    if (amount.matches()) {
      long n = Long.parseLong(amount.group(1));
      return switch (amount.group(2)) {
        case "", "B" -> n;
        case "KiB" -> Math.multiplyExact(n, 1L << 10);
        case "MiB" -> Math.multiplyExact(n, 1L << 20);
        case "GiB" -> Math.multiplyExact(n, 1L << 30);
        default -> throw notASize();
      };
    }
    throw notASize();
  }

  private static IllegalArgumentException notASize() {
    return new IllegalArgumentException("expected a size such as 512MiB or 2GiB");
  }

  static <E extends Enum<E>> E choice(String text, Class<E> type) {
    for (E value : type.getEnumConstants()) {
      if (value.name().equalsIgnoreCase(text.strip())) {
        return value;
      }
    }
    throw new IllegalArgumentException("expected one of " + names(type));
  }

  static <E extends Enum<E>> String names(Class<E> type) {
    return Arrays.stream(type.getEnumConstants())
        .map(value -> value.name().toLowerCase(Locale.ROOT))
        .collect(Collectors.joining(", "));
  }
}
