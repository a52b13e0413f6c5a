package dev.berth.store.event;

import dev.berth.core.event.EventCap;
import dev.berth.core.event.EventStore;
import dev.berth.core.event.EventType;
import dev.berth.core.event.NewEvent;
import dev.berth.core.event.TaskEvent;
import dev.berth.core.id.EventId;
import dev.berth.core.id.TaskId;
import dev.berth.core.id.Ulid;
import dev.berth.store.sql.Args;
import dev.berth.store.sql.Json;
import dev.berth.store.sql.Row;
import dev.berth.store.sql.Sql;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Events. Appending locks the task's counter row first, so numbers become visible in order and
 * without gaps, and client ids are compared with everything that was appended before.
 */
public final class SqlEventStore implements EventStore {
  private static final String INSERT =
      """
      insert into events (task_id, seq, id, type, at, metadata, client_id)
      values (:task, :seq, :id, :type, :at, :metadata, :client)
      """;

  private final Sql sql;
  private final Ulid ids;
  private final Consumer<TaskId> written;

  /**
   * Over one unit of work.
   *
   * @param written told of each task that gets events
   */
  public SqlEventStore(Sql sql, Ulid ids, Consumer<TaskId> written) {
    this.sql = sql;
    this.ids = ids;
    this.written = written;
  }

  @Override
  public List<TaskEvent> append(TaskId task, List<NewEvent> events) {
    if (events.isEmpty()) {
      return List.of();
    }
    Counter counter = lock(task);
    return write(task, counter, withoutReplays(task, events));
  }

  @Override
  public Appended append(TaskId task, List<NewEvent> events, EventCap cap) {
    if (events.stream().anyMatch(event -> !event.type().isSessions())) {
      throw new IllegalArgumentException("Berth's own events have no cap");
    }
    if (events.isEmpty()) {
      return new Appended(0, 0);
    }
    Counter counter = lock(task);
    List<NewEvent> fresh = withoutReplays(task, events);
    if (counter.recorded().ended()) {
      return new Appended(0, fresh.size());
    }
    Recorded now = counter.recorded();
    List<NewEvent> kept = new ArrayList<>(fresh.size() + 1);
    for (NewEvent event : fresh) {
      Recorded next = now.with(event);
      if (!next.fits(cap)) {
        now = now.end();
        kept.add(now.marker(Ulid.time(ids.next())));
        break;
      }
      now = next;
      kept.add(event);
    }
    write(task, counter.recorded(now), kept);
    int recorded = now.ended() ? kept.size() - 1 : kept.size();
    return new Appended(recorded, fresh.size() - recorded);
  }

  private List<TaskEvent> write(TaskId task, Counter locked, List<NewEvent> fresh) {
    if (fresh.isEmpty()) {
      return List.of();
    }
    Counter counter = locked;
    List<TaskEvent> numbered = new ArrayList<>(fresh.size());
    List<Args> rows = new ArrayList<>(fresh.size());
    for (NewEvent event : fresh) {
      counter = counter.next(ids.next());
      numbered.add(
          new TaskEvent(
              new EventId(counter.id()),
              task,
              counter.seq(),
              event.type(),
              event.at(),
              event.metadata()));
      rows.add(row(task, counter, event));
    }
    sql.batch(INSERT, rows);
    sql.update(
        """
        update event_counters set last_seq = :seq, last_id = :id, session_events = :events,
          session_bytes = :bytes, recording_ended = :ended
        where task_id = :task
        """,
        Args.of("task", task.value())
            .and("seq", counter.seq())
            .and("id", counter.id())
            .and("events", counter.recorded().events())
            .and("bytes", counter.recorded().bytes())
            .and("ended", counter.recorded().ended()));
    written.accept(task);
    return List.copyOf(numbered);
  }

  @Override
  public List<TaskEvent> after(TaskId task, long afterSeq, int limit) {
    return sql.list(
        "select * from events where task_id = :task and seq > :seq order by seq limit :limit",
        Args.of("task", task.value()).and("seq", afterSeq).and("limit", limit),
        SqlEventStore::read);
  }

  @Override
  public List<TaskEvent> before(TaskId task, long beforeSeq, int limit) {
    return sql.list(
        "select * from events where task_id = :task and seq < :seq order by seq desc limit :limit",
        Args.of("task", task.value()).and("seq", beforeSeq).and("limit", limit),
        SqlEventStore::read);
  }

  @Override
  public Optional<Long> seqOf(TaskId task, EventId id) {
    return sql.one(
        "select seq from events where id = :id and task_id = :task",
        Args.of("task", task.value()).and("id", id.value()),
        row -> row.number("seq"));
  }

  private Counter lock(TaskId task) {
    return sql.one(
            """
            insert into event_counters (task_id, last_seq, last_id) values (:task, 0, '')
            on conflict (task_id) do update set last_seq = event_counters.last_seq
            returning last_seq, last_id, session_events, session_bytes, recording_ended
            """,
            Args.of("task", task.value()),
            row ->
                new Counter(
                    row.number("last_seq"),
                    row.text("last_id"),
                    new Recorded(
                        row.number("session_events"),
                        row.number("session_bytes"),
                        row.flag("recording_ended"))))
        .orElseThrow();
  }

  private List<NewEvent> withoutReplays(TaskId task, List<NewEvent> events) {
    List<String> clientIds = events.stream().flatMap(e -> e.clientId().stream()).toList();
    if (clientIds.isEmpty()) {
      return events;
    }
    Set<String> seen =
        new HashSet<>(
            sql.list(
                "select client_id from events where task_id = :task and client_id in (<ids>)",
                Args.of("task", task.value()).in("ids", clientIds),
                row -> row.text("client_id")));
    return events.stream().filter(e -> e.clientId().map(seen::add).orElse(true)).toList();
  }

  private static Args row(TaskId task, Counter counter, NewEvent event) {
    return Args.of("task", task.value())
        .and("seq", counter.seq())
        .and("id", counter.id())
        .and("type", event.type())
        .and("at", event.at())
        .and("metadata", Json.text(event.metadata()))
        .and("client", event.clientId());
  }

  private static TaskEvent read(Row row) throws SQLException {
    return new TaskEvent(
        new EventId(row.text("id")),
        new TaskId(row.text("task_id")),
        row.number("seq"),
        EventType.valueOf(row.text("type")),
        row.time("at"),
        Json.map(row.text("metadata")));
  }

  /** The last number and id given out. */
  private record Counter(long seq, String id, Recorded recorded) {
    Counter recorded(Recorded now) {
      return new Counter(seq, id, now);
    }

    /** Node clocks differ; within a task ids still grow with the number. */
    Counter next(String candidate) {
      boolean grows = id.isEmpty() || candidate.compareTo(id) > 0;
      return new Counter(seq + 1, grows ? candidate : Ulid.successor(id), recorded);
    }
  }

  /** What the session has had recorded, and whether that has come to its end. */
  private record Recorded(long events, long bytes, boolean ended) {
    Recorded with(NewEvent event) {
      int size = Json.text(event.metadata()).getBytes(StandardCharsets.UTF_8).length;
      return new Recorded(events + 1, bytes + size, ended);
    }

    boolean fits(EventCap cap) {
      return events <= cap.events() && bytes <= cap.bytes();
    }

    Recorded end() {
      return new Recorded(events, bytes, true);
    }

    NewEvent marker(Instant at) {
      return NewEvent.of(
          EventType.RECORDING_ENDED,
          at,
          Map.of("recorded_events", events, "recorded_bytes", bytes));
    }
  }
}
