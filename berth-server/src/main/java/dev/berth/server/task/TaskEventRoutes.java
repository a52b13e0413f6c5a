package dev.berth.server.task;

import dev.berth.api.envelope.Page;
import dev.berth.api.envelope.Pagination;
import dev.berth.api.http.Headers;
import dev.berth.api.http.MediaTypes;
import dev.berth.api.http.Routes;
import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCode;
import dev.berth.core.event.TaskEvent;
import dev.berth.core.id.EventId;
import dev.berth.core.id.TaskId;
import dev.berth.core.task.Task;
import dev.berth.engine.event.EventFeed;
import dev.berth.server.http.Call;
import dev.berth.server.http.Operation;
import dev.berth.server.http.Routing;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A task's events: a page of them, or all as they come. */
public final class TaskEventRoutes implements Routing.Group, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(TaskEventRoutes.class);
  private static final Duration KEEP_ALIVE = Duration.ofSeconds(15);

  private final VisibleTasks reader;
  private final EventFeed feed;
  private final AtomicInteger watching = new AtomicInteger();
  private volatile boolean closed;

  public TaskEventRoutes(
      dev.berth.core.store.Database database, EventFeed feed, MeterRegistry metrics) {
    this.reader = new VisibleTasks(database);
    this.feed = feed;
    Gauge.builder("berth.sse.clients", watching, AtomicInteger::get)
        .description("Clients that read a stream of events right now")
        .register(metrics);
  }

  @Override
  public void register(Routing routing) {
    routing.on(
        Operation.get(Routes.EVENTS, "Lists what happened to a task, or streams it as it happens")
            .query("after", "id of an event: only later ones")
            .query("limit", "how many, 1 to 200, 50 when absent")
            .query("desc", "1: newest first")
            .header(Headers.LAST_EVENT_ID, "of a stream that broke: goes on after this event")
            .with(new Operation.Reply.Many(200, dev.berth.api.event.TaskEvent.class, true))
            .answersEvents(),
        this::events);
  }

  private void events(Call call) throws IOException, InterruptedException {
    Task task = reader.task(call);
    if (call.header("Accept").orElse("").contains(MediaTypes.EVENT_STREAM)) {
      stream(call, task);
    } else {
      page(call, task);
    }
  }

  private void page(Call call, Task task) {
    int limit = call.limit();
    boolean descending = call.query("desc", text -> text.equals("1")).orElse(false);
    Optional<Long> after = call.query("after", text -> seqOf(task.id(), text));
    List<TaskEvent> found =
        reader
            .database()
            .read(
                tx ->
                    descending
                        ? tx.events().before(task.id(), after.orElse(Long.MAX_VALUE), limit + 1)
                        : tx.events().after(task.id(), after.orElse(0L), limit + 1));
    boolean more = found.size() > limit;
    List<TaskEvent> shown = more ? found.subList(0, limit) : found;
    String next = more ? shown.getLast().id().value() : null;
    call.send(
        200,
        new Page<>(shown.stream().map(TaskEventRoutes::wire).toList(), new Pagination(next, more)));
  }

  /** Ends the streams that are open, so that the server can stop. */
  @Override
  public void close() {
    closed = true;
    feed.close();
  }

  /**
   * Runs until the client goes away, the server stops, or nothing more can come. A client that
   * comes back says which event it saw last.
   */
  private void stream(Call call, Task task) throws IOException, InterruptedException {
    long seen =
        call.header(Headers.LAST_EVENT_ID)
            .or(() -> call.query("after", text -> text))
            .map(id -> seqOf(task.id(), id))
            .orElse(0L);
    var response = call.context().res();
    response.setContentType(MediaTypes.EVENT_STREAM);
    response.setCharacterEncoding("UTF-8");
    response.setHeader("X-Accel-Buffering", "no");
    OutputStream out = response.getOutputStream();
    out.write(": berth\n\n".getBytes(StandardCharsets.UTF_8));
    response.flushBuffer();
    watching.incrementAndGet();
    try {
      while (!closed) {
        // Asked before the events are read: of a task that is over these are the last.
        boolean over = reader.isOver(task.id());
        List<TaskEvent> events = feed.await(task.id(), seen, over ? Duration.ZERO : KEEP_ALIVE);
        for (TaskEvent event : events) {
          out.write(frame(call, event));
          seen = event.seq();
        }
        if (events.isEmpty() && over) {
          return;
        }
        if (events.isEmpty()) {
          out.write(": still here\n\n".getBytes(StandardCharsets.UTF_8));
        }
        out.flush();
      }
    } catch (IOException e) {
      log.debug("a reader of the events of {} went away: {}", task.id(), e.getMessage());
    } finally {
      watching.decrementAndGet();
    }
  }

  private static byte[] frame(Call call, TaskEvent event) {
    String head = "id: " + event.id() + "\nevent: " + event.type().wire() + "\ndata: ";
    String data = new String(call.json().write(wire(event)), StandardCharsets.UTF_8);
    return (head + data + "\n\n").getBytes(StandardCharsets.UTF_8);
  }

  private long seqOf(TaskId task, String text) {
    try {
      EventId id = new EventId(text);
      return reader
          .database()
          .read(tx -> tx.events().seqOf(task, id))
          .orElseThrow(() -> new IllegalArgumentException("no event " + text + " of this task"));
    } catch (IllegalArgumentException e) {
      throw new BerthException(
          ErrorCode.VALIDATION_ERROR,
          "no event of this task has that id",
          List.of(
              new BerthException.FieldProblem("after", "UNKNOWN", String.valueOf(e.getMessage()))),
          e);
    }
  }

  private static dev.berth.api.event.TaskEvent wire(TaskEvent event) {
    return new dev.berth.api.event.TaskEvent(
        event.id().value(), event.type().wire(), event.at(), event.metadata());
  }
}
