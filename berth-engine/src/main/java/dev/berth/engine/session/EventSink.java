package dev.berth.engine.session;

import dev.berth.core.event.NewEvent;
import dev.berth.core.id.TaskId;
import java.util.List;

/** Where sessions' events are written, durable when it returns. Thread-safe. */
@FunctionalInterface
public interface EventSink {
  /** Writes events in order and answers how many were new. */
  int append(TaskId task, List<NewEvent> events);
}
