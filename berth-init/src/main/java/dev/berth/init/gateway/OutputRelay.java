package dev.berth.init.gateway;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Carries the agent's output to the gateway as it appears. The agent is never held up: while the
 * control plane is away up to 4 MiB wait here, what comes then is counted and replaced by a line
 * that says how much is missing.
 *
 * <p>Thread-safe; one thread sends.
 */
public final class OutputRelay {
  private static final int MAX_PART = 64 << 10;
  private static final int MAX_WAITING = 4 << 20;
  private static final Duration READ_OUT = Duration.ofSeconds(2);

  private final GatewayClient gateway;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Deque<Part> waiting = new ArrayDeque<>();
  private long waitingBytes;
  private long dropped;
  private boolean sending;
  private boolean ended;
  private int open;

  public OutputRelay(GatewayClient gateway) {
    this.gateway = gateway;
  }

  private record Part(String stream, byte[] bytes) {}

  /**
   * Reads a stream to its end, on a thread of its own. It ends when the last process that holds its
   * other side does.
   */
  public void follow(String stream, InputStream in) {
    lock.lock();
    try {
      open++;
    } finally {
      lock.unlock();
    }
    Thread.ofVirtual().start(() -> drain(stream, in));
  }

  private void drain(String stream, InputStream in) {
    byte[] buffer = new byte[MAX_PART];
    try (in) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        add(new Part(stream, Arrays.copyOf(buffer, n)));
      }
    } catch (IOException e) {
      // The pipe was closed under the reader while the session was stopped.
      System.err.println("init: " + stream + " ended: " + e.getMessage());
    } finally {
      closed();
    }
  }

  private void closed() {
    lock.lock();
    try {
      open--;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void add(Part part) {
    lock.lock();
    try {
      if (waitingBytes + part.bytes().length > MAX_WAITING) {
        dropped += part.bytes().length;
        return;
      }
      if (dropped > 0) {
        String marker = "\n[berth: " + dropped + " bytes of output dropped]\n";
        dropped = 0;
        put(new Part(part.stream(), marker.getBytes(StandardCharsets.UTF_8)));
      }
      put(part);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void put(Part part) {
    waiting.add(part);
    waitingBytes += part.bytes().length;
  }

  /** Sends until the session ends. Sequence numbers start at 0 and count both streams together. */
  public void sendAll() {
    try {
      for (long seq = 0; ; seq++) {
        Part part = next();
        GatewayClient.Answer answer =
            gateway.deliver(
                "/session/output?stream=" + part.stream() + "&seq=" + seq,
                "application/octet-stream",
                part.bytes());
        if (!answer.ok()) {
          System.err.println("init: output was refused with " + answer.status());
        }
      }
    } catch (SessionEnded e) {
      discardAll();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Joins what waits of one stream, up to 64 KiB. */
  private Part next() throws InterruptedException {
    lock.lock();
    try {
      sending = false;
      changed.signalAll();
      while (waiting.isEmpty()) {
        changed.await();
      }
      sending = true;
      Part first = waiting.remove();
      ByteArrayOutputStream joined = new ByteArrayOutputStream();
      joined.writeBytes(first.bytes());
      for (Part more = waiting.peek();
          more != null
              && more.stream().equals(first.stream())
              && joined.size() + more.bytes().length <= MAX_PART;
          more = waiting.peek()) {
        joined.writeBytes(more.bytes());
        waiting.remove();
      }
      waitingBytes -= joined.size();
      return new Part(first.stream(), joined.toByteArray());
    } finally {
      lock.unlock();
    }
  }

  private void discardAll() {
    lock.lock();
    try {
      ended = true;
      waiting.clear();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until everything is with the gateway that was written before the agent ended: what it
   * wrote last may still stand in the pipe. A stream that a process in the background holds open is
   * waited for no longer than {@link #READ_OUT}.
   *
   * @return false when the time ran out first
   */
  public boolean awaitSent(Duration limit) throws InterruptedException {
    lock.lock();
    try {
      long left = limit.toNanos();
      long reading = Math.min(left, READ_OUT.toNanos());
      while (!ended && open > 0 && reading > 0) {
        long before = reading;
        reading = changed.awaitNanos(reading);
        left -= before - reading;
      }
      while (!ended && (sending || !waiting.isEmpty())) {
        if (left <= 0) {
          return false;
        }
        left = changed.awaitNanos(left);
      }
      return true;
    } finally {
      lock.unlock();
    }
  }
}
