package dev.berth.cli.http;

import dev.berth.api.event.EventType;
import dev.berth.api.event.TaskEvent;
import dev.berth.api.http.Routes;
import dev.berth.api.task.TaskDetail;
import dev.berth.api.task.TaskStatus;
import dev.berth.cli.command.CliException;
import dev.berth.cli.command.ExitCode;
import dev.berth.cli.time.ClientTime;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Follows the events of one task over server-sent events. A connection that breaks, or from which
 * nothing came for {@link #SILENCE}, is opened again after the last event seen, for as long as the
 * caller wants; nothing is delivered twice.
 */
public final class EventFollower {
  /** Three of the server's keep-alive comments, which it sends every 15 s. */
  private static final Duration SILENCE = Duration.ofSeconds(45);

  private static final Duration FIRST_RETRY = Duration.ofMillis(250);
  private static final Duration LAST_RETRY = Duration.ofSeconds(5);

  /** How often the listener is asked to redraw while nothing happens. */
  private static final Duration TICK = Duration.ofMillis(120);

  /** Takes what comes. Called from one thread. */
  public interface Listener {
    /** An event; the answer is whether to go on. */
    boolean event(TaskEvent event, JsonNode raw);

    /** The connection broke; it is opened again after the wait. */
    void disconnected(String why, Duration wait);

    /** The connection stands again. */
    void connected();

    /** Time passes; the answer is whether to go on. */
    boolean tick(Instant now);
  }

  private sealed interface Item {
    record Opened() implements Item {}

    record Received(SseParser.ServerEvent event) implements Item {}

    record Comment() implements Item {}

    record Ended(Optional<CliException> failure) implements Item {}
  }

  private final ApiClient api;
  private final ClientTime time;
  private final String taskId;
  private @Nullable String lastEventId;

  public EventFollower(ApiClient api, ClientTime time, String taskId) {
    this.api = api;
    this.time = time;
    this.taskId = taskId;
  }

  /** Starts after this event; without it, from the first. */
  public EventFollower after(String eventId) {
    lastEventId = eventId;
    return this;
  }

  /**
   * Delivers events until the listener has enough or the stream of an ended task is exhausted.
   *
   * @throws CliException when the server refuses: the task is unknown, the token wrong
   */
  public void follow(Listener listener) throws InterruptedException {
    boolean ended = false;
    Duration wait = FIRST_RETRY;
    while (true) {
      Outcome outcome = connection(listener);
      ended |= outcome.sawEnd();
      boolean cleanly = outcome.failure().isEmpty();
      if (outcome.stopped() || (cleanly && (ended || (!outcome.delivered() && isOver())))) {
        return;
      }
      wait = outcome.delivered() ? FIRST_RETRY : wait;
      if (outcome.failure().isPresent() || !outcome.delivered()) {
        String why =
            outcome.failure().map(f -> f.error().message()).orElse("the server ended the stream");
        listener.disconnected(why, wait);
        if (!idle(listener, wait)) {
          return;
        }
        wait = wait.multipliedBy(2).compareTo(LAST_RETRY) > 0 ? LAST_RETRY : wait.multipliedBy(2);
      }
    }
  }

  private boolean isOver() {
    String status = api.get(Routes.fill(Routes.TASK, taskId), TaskDetail.class).value().status();
    return TaskStatus.of(status).filter(TaskStatus::terminal).isPresent();
  }

  /** How one connection went. */
  private record Outcome(
      boolean stopped, boolean delivered, boolean sawEnd, Optional<CliException> failure) {}

  private Outcome connection(Listener listener) throws InterruptedException {
    BlockingQueue<Item> items = new LinkedBlockingQueue<>();
    AtomicReference<@Nullable InputStream> body = new AtomicReference<>();
    Thread reader = Thread.ofVirtual().name("berth-events").start(() -> read(items, body));
    boolean delivered = false;
    boolean sawEnd = false;
    try {
      Instant lastSign = time.now();
      while (true) {
        Item item = items.poll(TICK.toMillis(), TimeUnit.MILLISECONDS);
        Instant now = time.now();
        lastSign = item == null ? lastSign : now;
        // Before whatever came: a stream that never pauses must not keep a deadline from being
        // seen.
        if (!listener.tick(now)) {
          return new Outcome(true, delivered, sawEnd, Optional.empty());
        }
        switch (item) {
          case null -> {
            if (lastSign.plus(SILENCE).isBefore(now)) {
              return new Outcome(false, delivered, sawEnd, Optional.of(silent()));
            }
          }
          case Item.Opened opened -> listener.connected();
          case Item.Comment comment -> {}
          case Item.Received(SseParser.ServerEvent event) -> {
            Optional<Boolean> goOn = deliver(event, listener);
            delivered |= goOn.isPresent();
            sawEnd |= EventType.of(event.type()).filter(EventType::terminal).isPresent();
            if (goOn.isPresent() && !goOn.get()) {
              return new Outcome(true, delivered, sawEnd, Optional.empty());
            }
          }
          case Item.Ended(Optional<CliException> failure) -> {
            failure.filter(EventFollower::isFinal).ifPresent(EventFollower::raise);
            return new Outcome(false, delivered, sawEnd, failure);
          }
        }
      }
    } finally {
      close(body.get());
      reader.interrupt();
    }
  }

  private void read(BlockingQueue<Item> items, AtomicReference<@Nullable InputStream> body) {
    String path = Routes.fill(Routes.EVENTS, taskId);
    try {
      HttpResponse<InputStream> response = api.openStream(path, Optional.ofNullable(lastEventId));
      body.set(response.body());
      items.add(new Item.Opened());
      SseParser parser = new SseParser();
      BufferedReader lines =
          new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        Optional<SseParser.ServerEvent> event = parser.line(line);
        items.add(event.<Item>map(Item.Received::new).orElseGet(Item.Comment::new));
      }
      items.add(new Item.Ended(Optional.empty()));
    } catch (CliException e) {
      items.add(new Item.Ended(Optional.of(e)));
    } catch (IOException | IllegalStateException e) {
      items.add(new Item.Ended(Optional.of(broken(e))));
    }
  }

  /** Empty when the event was not new, else whether to go on. */
  private Optional<Boolean> deliver(SseParser.ServerEvent event, Listener listener) {
    try {
      JsonNode raw = api.json().tree(event.data());
      TaskEvent parsed = api.json().value(raw, TaskEvent.class);
      // Ids increase within a task: what is not above the last one was seen before the connection
      // broke.
      if (lastEventId != null && parsed.eventId().compareTo(lastEventId) <= 0) {
        return Optional.empty();
      }
      lastEventId = parsed.eventId();
      return Optional.of(listener.event(parsed, raw));
    } catch (JacksonException e) {
      throw WireJson.notUnderstood(e);
    }
  }

  private boolean idle(Listener listener, Duration wait) throws InterruptedException {
    Instant until = time.now().plus(wait);
    while (time.now().isBefore(until)) {
      time.pause(TICK);
      if (!listener.tick(time.now())) {
        return false;
      }
    }
    return true;
  }

  /** Whether asking again cannot help. */
  private static boolean isFinal(CliException failure) {
    String code = failure.error().code();
    boolean mayPass =
        code.equals("SERVER_UNREACHABLE")
            || code.equals("STREAM_BROKEN")
            || code.equals("NOT_A_BERTH_SERVER")
            || code.startsWith("RATE_LIMIT")
            || code.contains("UNAVAILABLE")
            || code.equals("INTERNAL_ERROR");
    return failure.exitCode() == ExitCode.NOT_ALLOWED || !mayPass;
  }

  private static void raise(CliException failure) {
    throw failure;
  }

  private static CliException silent() {
    return CliException.failed(
        "STREAM_BROKEN", "nothing came for " + SILENCE.toSeconds() + " s", "");
  }

  private static CliException broken(Exception cause) {
    CliException failure = CliException.failed("STREAM_BROKEN", "the connection broke", "");
    failure.addSuppressed(cause);
    return failure;
  }

  private static void close(@Nullable InputStream body) {
    if (body == null) {
      return;
    }
    try {
      body.close();
    } catch (IOException e) {
      // The connection is being thrown away; that it broke while closing changes nothing.
    }
  }
}
