package dev.berth.engine.event;

import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCode;
import dev.berth.core.event.EventCap;
import dev.berth.core.event.EventStore.Appended;
import dev.berth.core.event.NewEvent;
import dev.berth.core.id.TaskId;
import dev.berth.core.store.Database;
import dev.berth.core.store.Tx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes agents' events in groups: one thread commits, and everything that arrives meanwhile, up to
 * 500 rows, goes into its next transaction. So a lone event is durable after one commit and many
 * share one, without anybody waiting on purpose. 2,000 sessions make 4,000 events a second; a
 * transaction for each would not fit. Thread-safe.
 */
public final class EventLog implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EventLog.class);
  private static final int MOST_ROWS = 500;

  /** Nobody waits longer: a commit takes milliseconds, and a database that is gone says so. */
  private static final Duration LONGEST = Duration.ofSeconds(60);

  private final Database database;
  private final BlockingQueue<Entry> queue = new LinkedBlockingQueue<>();
  private @Nullable Thread writer;
  private boolean closed;

  public EventLog(Database database) {
    this.database = database;
  }

  /** Begins to write. */
  public synchronized void start() {
    if (writer == null && !closed) {
      writer = Thread.ofVirtual().name("event-log").start(this::write);
    }
  }

  /**
   * Writes events of a task in order, as far as the recording goes, and answers what became of
   * them. They are durable when it returns.
   *
   * @throws BerthException {@code UNAVAILABLE} when the log is closed, this thread interrupted, or
   *     the database silent for a minute: then the events may have been written, or not; what the
   *     database says otherwise
   */
  public Appended append(TaskId task, List<NewEvent> events, EventCap cap) {
    if (events.isEmpty()) {
      return new Appended(0, 0);
    }
    Entry entry = new Entry(task, List.copyOf(events), cap, new CompletableFuture<>());
    synchronized (this) {
      if (closed || writer == null) {
        throw new BerthException(ErrorCode.UNAVAILABLE, "events are not written now");
      }
      queue.add(entry);
    }
    try {
      return entry.written().get(LONGEST.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new BerthException(
          ErrorCode.UNAVAILABLE, "events were not written within " + LONGEST.toSeconds() + " s", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BerthException(ErrorCode.UNAVAILABLE, "interrupted while events were written", e);
    } catch (ExecutionException e) {
      throw failure(e.getCause());
    }
  }

  /** Writes what has been handed in, then ends. */
  @Override
  public void close() {
    Thread ending;
    synchronized (this) {
      closed = true;
      ending = writer;
      writer = null;
      queue.add(Entry.last());
    }
    if (ending != null) {
      try {
        ending.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void write() {
    boolean last = false;
    while (!last) {
      List<Entry> group = new ArrayList<>();
      try {
        last = fill(group);
      } catch (InterruptedException e) {
        LOG.error("the event log was interrupted, which nobody should do; it ends");
        last = true;
      }
      commit(group);
    }
  }

  /** Takes what waits, at least one and up to so many rows; whether the end was among it. */
  private boolean fill(List<Entry> group) throws InterruptedException {
    int rows = 0;
    for (Entry entry = queue.take(); entry != null; entry = queue.poll()) {
      if (entry.isLast()) {
        return true;
      }
      group.add(entry);
      rows += entry.events().size();
      if (rows >= MOST_ROWS) {
        break;
      }
    }
    return false;
  }

  private void commit(List<Entry> group) {
    if (group.isEmpty()) {
      return;
    }
    // One order of tasks everywhere, so that two nodes do not wait for each other's counters. The
    // sort is stable: a task's own entries stay in order.
    group.sort(Comparator.comparing(Entry::task));
    try {
      List<Appended> answers =
          database.write(tx -> group.stream().map(entry -> append(tx, entry)).toList());
      for (int i = 0; i < group.size(); i++) {
        group.get(i).written().complete(answers.get(i));
      }
    } catch (RuntimeException e) {
      if (group.size() == 1) {
        group.getFirst().written().completeExceptionally(e);
      } else {
        // One entry that cannot be written must not take the others with it.
        LOG.debug("a group of {} is written one by one", group.size(), e);
        group.forEach(entry -> commit(new ArrayList<>(List.of(entry))));
      }
    } catch (Error e) {
      // This thread writes for everybody: whatever happens to one group, it goes on.
      group.forEach(entry -> entry.written().completeExceptionally(e));
      LOG.error("{} entries of events could not be written", group.size(), e);
    }
  }

  private static Appended append(Tx tx, Entry entry) {
    return tx.events().append(entry.task(), entry.events(), entry.cap());
  }

  private static RuntimeException failure(@Nullable Throwable cause) {
    if (cause instanceof BerthException known) {
      return new BerthException(known.code(), known.detail(), known);
    }
    return new BerthException(ErrorCode.INTERNAL_ERROR, "events could not be written", cause);
  }

  /** What one caller wants written, and what it waits for. */
  private record Entry(
      TaskId task, List<NewEvent> events, EventCap cap, CompletableFuture<Appended> written) {
    private static final TaskId NOBODY = new TaskId("0".repeat(26));

    static Entry last() {
      return new Entry(NOBODY, List.of(), EventCap.standard(), new CompletableFuture<>());
    }

    boolean isLast() {
      return events.isEmpty();
    }
  }
}
