package dev.berth.engine.session;

import dev.berth.core.event.EventCap;
import dev.berth.core.event.EventStore.Appended;
import dev.berth.core.event.NewEvent;
import dev.berth.core.id.TaskId;
import java.util.List;

/** Where sessions' events are written, durable when it returns. Thread-safe. */
@FunctionalInterface
public interface EventSink {
  /** Writes events in order, as far as the recording goes, and answers what became of them. */
  Appended append(TaskId task, List<NewEvent> events, EventCap cap);
}
