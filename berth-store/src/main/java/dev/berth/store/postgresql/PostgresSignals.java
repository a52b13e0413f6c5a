package dev.berth.store.postgresql;

import dev.berth.core.store.Signals;
import dev.berth.core.time.Time;
import dev.berth.store.LocalSignals;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hints between nodes through LISTEN and NOTIFY, on two connections of their own. NOTIFY takes a
 * lock of the whole database at the commit, so it is never part of a transaction that writes, and
 * happens at most once in 20 ms. While a connection is being made anew, hints are lost.
 */
final class PostgresSignals implements Signals, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PostgresSignals.class);
  private static final String CHANNEL = "berth_hints";
  private static final Duration GATHER = Duration.ofMillis(20);
  private static final Duration RECONNECT = Duration.ofSeconds(1);
  private static final int LISTEN_MILLIS = 500;

  /** A payload has at most 8,000 bytes; a topic about 40. */
  private static final int MOST_BYTES = 7_000;

  private final LocalSignals local = new LocalSignals();
  private final BlockingQueue<String> outgoing = new LinkedBlockingQueue<>();
  private final DataSource source;
  private final Time time;
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean closed;
  private volatile int ownPid = -1;

  PostgresSignals(DataSource source, Time time) {
    this.source = source;
    this.time = time;
  }

  void start() {
    threads.add(Thread.ofVirtual().name("hints-out").start(() -> forever(this::send)));
    threads.add(Thread.ofVirtual().name("hints-in").start(() -> forever(this::receive)));
  }

  @Override
  public void raise(String topic) {
    local.raise(topic);
    outgoing.add(topic);
  }

  @Override
  public Subscription subscribe(Consumer<String> listener) {
    return local.subscribe(listener);
  }

  @Override
  public void close() {
    closed = true;
    threads.forEach(Thread::interrupt);
    try {
      for (Thread thread : threads) {
        thread.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Does the work on a connection, and on a new one when that one fails, until closed. */
  private void forever(Work work) {
    while (!closed) {
      try (Connection connection = source.getConnection()) {
        work.on(connection);
      } catch (SQLException e) {
        if (closed) {
          // The interrupt that ends a blocked read closes its socket.
          return;
        }
        LOG.warn("hints between nodes fail; a new connection is tried in {}", RECONNECT, e);
        pause(RECONNECT);
      } catch (InterruptedException e) {
        // Only close() interrupts; the loop's condition ends it.
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private void pause(Duration duration) {
    try {
      time.sleep(duration);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void send(Connection connection) throws SQLException, InterruptedException {
    ownPid = connection.unwrap(PGConnection.class).getBackendPID();
    while (!closed) {
      Set<String> topics = new LinkedHashSet<>();
      topics.add(outgoing.take());
      outgoing.drainTo(topics);
      for (String payload : payloads(topics)) {
        try (PreparedStatement notify = connection.prepareStatement("select pg_notify(?, ?)")) {
          notify.setString(1, CHANNEL);
          notify.setString(2, payload);
          notify.execute();
        }
      }
      time.sleep(GATHER);
    }
  }

  private static List<String> payloads(Set<String> topics) {
    List<String> payloads = new ArrayList<>();
    StringBuilder payload = new StringBuilder();
    for (String topic : topics) {
      if (payload.length() + topic.length() > MOST_BYTES) {
        payloads.add(payload.toString());
        payload.setLength(0);
      }
      payload.append(payload.isEmpty() ? "" : ",").append(topic);
    }
    payloads.add(payload.toString());
    return payloads;
  }

  private void receive(Connection connection) throws SQLException {
    try (Statement listen = connection.createStatement()) {
      listen.execute("listen " + CHANNEL);
    }
    PGConnection listening = connection.unwrap(PGConnection.class);
    while (!closed) {
      PGNotification @Nullable [] notifications = listening.getNotifications(LISTEN_MILLIS);
      if (notifications == null) {
        continue;
      }
      for (PGNotification notification : notifications) {
        if (notification.getPID() != ownPid) {
          for (String topic : notification.getParameter().split(",")) {
            local.raise(topic);
          }
        }
      }
    }
  }

  /** What is done on a connection. */
  @FunctionalInterface
  private interface Work {
    void on(Connection connection) throws SQLException, InterruptedException;
  }
}
