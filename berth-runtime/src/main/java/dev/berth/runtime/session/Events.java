package dev.berth.runtime.session;

import dev.berth.runtime.JsonLog;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import tools.jackson.databind.json.JsonMapper;

/**
 * Sends what happens in batches: an event waits a second at most, or until fifty are there, and
 * batches leave at most once a second. Ids are the client's, so a batch that is repeated after a
 * broken answer is stored once. Thread-safe.
 */
public final class Events {
  /** The protocol's limits for one batch, with room for the envelope. */
  private static final int MOST_EVENTS = 100;

  private static final int MOST_BYTES = 250 * 1024;

  /** The largest event taken; a larger one is replaced by a note of its size. */
  private static final int MOST_EVENT_BYTES = 64 * 1024;

  private final GatewayCalls calls;
  private final JsonMapper mapper;
  private final Pace pace;
  private final InstantSource clock;
  private final JsonLog log;
  private final String idPrefix;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Deque<byte[]> queue = new ArrayDeque<>();
  private long next;
  private boolean flushing;
  private boolean sending;
  private boolean first = true;
  private boolean over;

  Events(GatewayCalls calls, Session.Edge edge, Pace pace, JsonMapper mapper) {
    this.calls = calls;
    this.mapper = mapper;
    this.pace = pace;
    clock = edge.clock();
    log = edge.log();
    idPrefix = edge.newId().get();
  }

  void start() {
    Thread.ofVirtual().name("berth-events").start(this::loop);
  }

  /**
   * Queues an event and returns at once.
   *
   * @param type one of the protocol's agent types, for example {@code agent_turn}
   * @param metadata what Jackson can write; 64 KiB at most as JSON
   */
  public void add(String type, Map<String, ?> metadata) {
    lock.lock();
    try {
      if (over) {
        return;
      }
      String id = idPrefix + "-" + next++;
      byte[] event =
          mapper.writeValueAsBytes(new Event(id, type, clock.instant().toString(), metadata));
      if (event.length > MOST_EVENT_BYTES) {
        Map<String, ?> note = Map.of("omitted_bytes", event.length);
        event = mapper.writeValueAsBytes(new Event(id, type, clock.instant().toString(), note));
      }
      queue.add(event);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Sends what is queued without waiting for company, and returns when it was accepted or the
   * session is over.
   */
  public void flush() throws InterruptedException {
    lock.lock();
    try {
      flushing = true;
      changed.signalAll();
      while (!over && (sending || !queue.isEmpty())) {
        changed.await();
      }
      flushing = false;
    } finally {
      lock.unlock();
    }
  }

  /** Drops what is queued and stops. */
  void stop() {
    lock.lock();
    try {
      over = true;
      queue.clear();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void loop() {
    try {
      for (List<byte[]> batch = nextBatch(); !batch.isEmpty(); batch = nextBatch()) {
        try {
          calls.untilAnswered(
              new GatewayCalls.Call(
                  "POST",
                  "/session/events",
                  envelope(batch),
                  Map.of("Content-Type", "application/json"),
                  Duration.ofSeconds(15)));
        } catch (SessionEndedException ended) {
          stop();
        } catch (SessionException refused) {
          log.warn(
              "session",
              "A batch of " + batch.size() + " events was refused and is dropped",
              refused);
        }
        sent();
      }
    } catch (InterruptedException e) {
      stop();
    }
  }

  /**
   * The next batch, not sooner than a second after the one before; empty when there will be none.
   */
  private List<byte[]> nextBatch() throws InterruptedException {
    lock.lock();
    try {
      // The pause comes first and runs from the batch before: so batches keep their distance
      // whatever wakes us.
      long nanos = first ? 0 : pace.flush().toNanos();
      first = false;
      while (!over && !flushing && nanos > 0) {
        nanos = changed.awaitNanos(nanos);
      }
      while (!over && queue.isEmpty()) {
        changed.await();
      }
      gatherCompany();
      List<byte[]> batch = new ArrayList<>();
      int bytes = 0;
      while (!queue.isEmpty()
          && batch.size() < MOST_EVENTS
          && bytes + queue.peek().length < MOST_BYTES) {
        byte[] event = queue.remove();
        bytes += event.length + 1;
        batch.add(event);
      }
      sending = !batch.isEmpty();
      return batch;
    } finally {
      lock.unlock();
    }
  }

  private void gatherCompany() throws InterruptedException {
    long nanos = Math.min(pace.flush().toNanos(), COMPANY.toNanos());
    while (!over && !flushing && queue.size() < pace.flushAt() && nanos > 0) {
      nanos = changed.awaitNanos(nanos);
    }
  }

  /**
   * After a quiet time an event waits this long for others, so that a watcher sees the first one
   * soon.
   */
  private static final Duration COMPANY = Duration.ofMillis(100);

  private void sent() {
    lock.lock();
    try {
      sending = false;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private static byte[] envelope(List<byte[]> events) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes("{\"events\":[".getBytes(StandardCharsets.US_ASCII));
    for (int i = 0; i < events.size(); i++) {
      if (i > 0) {
        out.write(',');
      }
      out.writeBytes(events.get(i));
    }
    out.writeBytes("]}".getBytes(StandardCharsets.US_ASCII));
    return out.toByteArray();
  }

  private record Event(String id, String type, String at, Map<String, ?> metadata) {}
}
