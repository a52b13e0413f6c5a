package dev.berth.core.notify;

import dev.berth.core.gate.Gate;
import dev.berth.core.task.Task;

/**
 * Tells people outside that a gate waits for them, and how it ended: the gate's status says which.
 * Each is told at least once; a server that starts tells of what still waits. Thread-safe.
 */
public interface Notifier {
  /** The channel's name, such as {@code log}. */
  String channel();

  /** Tells. A failure is the channel's own and keeps no other from telling. */
  void tell(Gate gate, Task task);
}
