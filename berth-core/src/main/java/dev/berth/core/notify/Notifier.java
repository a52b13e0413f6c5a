package dev.berth.core.notify;

import dev.berth.core.event.TaskEvent;

/**
 * Tells people outside about events. Delivery is an effect: at least once, by the engine's jobs.
 */
public interface Notifier {
  /** The channel's name, such as {@code slack}. */
  String channel();

  void notify(TaskEvent event);
}
