package dev.berth.gateway.door;

import dev.berth.core.time.Time;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.io.Connection;

/**
 * Knows the connections of all sockets: which are more than their socket may have, and which take
 * too long to say what they want. Jetty's own timeout begins anew with each byte, so that a head
 * that comes byte by byte would keep its connection for ever. Thread-safe.
 */
final class ConnectionWatch implements AutoCloseable {
  /** How long a request's head may take, and a new connection to its first one. */
  static final Duration HEAD = Duration.ofSeconds(30);

  private static final Duration INTERVAL = Duration.ofSeconds(5);

  private final int most;
  private final Time time;
  private final Map<Connection, Head> heads = new ConcurrentHashMap<>();
  private final Thread thread;

  /** The connections of a socket that are open, and what Jetty tells of them. */
  final class OfSocket implements Connection.Listener {
    private int open;

    @Override
    public void onOpened(Connection connection) {
      int number;
      synchronized (this) {
        number = ++open;
      }
      heads.put(connection, new Head(number > most, time.nanos()));
      if (number > 2 * most) {
        connection.getEndPoint().close();
      }
    }

    @Override
    public void onClosed(Connection connection) {
      heads.remove(connection);
      synchronized (this) {
        open--;
      }
    }
  }

  /**
   * @param most connections of one socket
   */
  ConnectionWatch(int most, Time time) {
    this.most = most;
    this.time = time;
    this.thread = Thread.ofVirtual().name("connection-watch").start(this::watch);
  }

  /** To be told of one socket's connections. */
  OfSocket socket() {
    return new OfSocket();
  }

  /** Whether the connection was one too many when it was opened. */
  boolean isExcess(Connection connection) {
    Head head = heads.get(connection);
    return head != null && head.excess;
  }

  private void watch() {
    try {
      while (true) {
        time.sleep(INTERVAL);
        long now = time.nanos();
        heads.forEach(
            (connection, head) -> {
              if (head.isLate(connection, now)) {
                connection.getEndPoint().close();
              }
            });
      }
    } catch (InterruptedException e) {
      // the server is closed
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    thread.interrupt();
  }

  /** What was last seen of a connection between two requests. Used by the watching thread only. */
  private static final class Head {
    private final boolean excess;
    private long requests;
    private long bytes;
    private boolean begun = true;
    private long since;

    Head(boolean excess, long opened) {
      this.excess = excess;
      this.since = opened;
    }

    boolean isLate(Connection connection, long now) {
      long read = connection.getBytesIn();
      long complete = connection.getMessagesIn();
      if (complete > requests) {
        // a head came to its end since the last look: what is read now may be its body
        requests = complete;
        bytes = read;
        begun = false;
      } else if (connection.getMessagesOut() < complete) {
        bytes = read;
      } else if (!begun && read > bytes) {
        begun = true;
        since = now;
      }
      return begun && now - since >= HEAD.toNanos();
    }
  }
}
