package dev.berth.core.event;

import dev.berth.core.id.EventId;
import dev.berth.core.id.TaskId;
import java.util.List;
import java.util.Optional;

/** Events, append-only, inside a unit of work. */
public interface EventStore {
  /** Followed by the task's id: the hint, raised after the commit, that it has new events. */
  String HINT = "task:";

  /**
   * Numbers and writes events of a task, in order, under the lock of its counter row. Those whose
   * client id the task has already are left out of the answer and of the store.
   */
  List<TaskEvent> append(TaskId task, List<NewEvent> events);

  /**
   * The same for what a session does and says, see {@link EventType#isSessions()}, within its cap.
   * The end of the recording is written once.
   *
   * @throws IllegalArgumentException for a type that a session does not decide about
   */
  Appended append(TaskId task, List<NewEvent> events, EventCap cap);

  /** Events with a greater number than {@code afterSeq}, ascending. */
  List<TaskEvent> after(TaskId task, long afterSeq, int limit);

  /** The newest events with a smaller number than {@code beforeSeq}, descending. */
  List<TaskEvent> before(TaskId task, long beforeSeq, int limit);

  /** The number of an event of this task. */
  Optional<Long> seqOf(TaskId task, EventId id);

  /**
   * What became of a session's events; the others were replays.
   *
   * @param recorded how many were written; the end of the recording does not count
   * @param dropped how many were left out, because the recording has ended
   */
  record Appended(int recorded, int dropped) {}
}
