package dev.berth.cli.view;

import dev.berth.api.event.TaskEvent;
import java.time.Duration;
import java.util.Optional;

/**
 * Reads an event's metadata, where every key may be missing and anything may stand: agents write
 * it.
 *
 * @param event whose metadata is read
 */
record Metadata(TaskEvent event) {
  Optional<String> text(String key) {
    return event.metadata().get(key) instanceof String value && !value.isBlank()
        ? Optional.of(value)
        : Optional.empty();
  }

  Optional<Long> number(String key) {
    return event.metadata().get(key) instanceof Number value
        ? Optional.of(value.longValue())
        : Optional.empty();
  }

  Optional<Boolean> flag(String key) {
    return event.metadata().get(key) instanceof Boolean value
        ? Optional.of(value)
        : Optional.empty();
  }

  Optional<Duration> millis(String key) {
    return number(key).filter(value -> value >= 0).map(Duration::ofMillis);
  }
}
