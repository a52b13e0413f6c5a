package dev.berth.cli.view;

import dev.berth.api.event.TaskEvent;
import java.time.Duration;
import java.util.List;
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

  /** The texts of a list; empty when there is none. */
  List<String> texts(String key) {
    return event.metadata().get(key) instanceof List<?> list
        ? list.stream().filter(String.class::isInstance).map(String.class::cast).toList()
        : List.of();
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
