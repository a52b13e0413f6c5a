package dev.berth.server.config;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * One key of the configuration.
 *
 * @param key dotted path, such as {@code limits.run_time}
 * @param fallback its text when nobody sets it
 * @param form what its value looks like, for messages
 * @param parse reads the text, or throws {@link IllegalArgumentException} with what is wrong
 */
record Setting<T>(
    String key, String fallback, String form, String meaning, Function<String, T> parse) {

  /**
   * The environment variable that sets it: {@code limits.run_time} is {@code
   * BERTH_LIMITS_RUN_TIME}.
   */
  String variable() {
    return "BERTH_" + key.replace('.', '_').toUpperCase(Locale.ROOT);
  }

  static Setting<String> text(String key, String fallback, String meaning) {
    return new Setting<>(key, fallback, "text", meaning, text -> text);
  }

  static Setting<List<String>> list(String key, String fallback, String meaning) {
    return new Setting<>(key, fallback, "list", meaning, ValueForms::list);
  }

  static Setting<Integer> number(String key, int fallback, int least, int most, String meaning) {
    return new Setting<>(
        key,
        Integer.toString(fallback),
        "whole number from " + least + " to " + most,
        meaning,
        text -> ValueForms.number(text, least, most));
  }

  static Setting<Duration> duration(String key, String fallback, String meaning) {
    return new Setting<>(
        key, fallback, "duration such as 90s, 5m or 8h", meaning, ValueForms::duration);
  }

  /** A duration within limits, both written as durations are. */
  static Setting<Duration> duration(
      String key, String fallback, String least, String most, String meaning) {
    return new Setting<>(
        key,
        fallback,
        "duration from " + least + " to " + most,
        meaning,
        text -> ValueForms.duration(text, least, most));
  }

  static Setting<Long> bytes(String key, String fallback, String meaning) {
    return new Setting<>(key, fallback, "size such as 512MiB or 2GiB", meaning, ValueForms::bytes);
  }

  static <E extends Enum<E>> Setting<E> choice(
      String key, E fallback, Class<E> type, String meaning) {
    return new Setting<>(
        key,
        fallback.name().toLowerCase(Locale.ROOT),
        "one of " + ValueForms.names(type),
        meaning,
        text -> ValueForms.choice(text, type));
  }
}
