package dev.berth.server;

import dev.berth.core.time.Time;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does something again and again until it is closed. A failure is logged, and the next round comes
 * all the same.
 */
final class Loop implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Loop.class);

  private final String name;
  private final Runnable round;
  private final Duration interval;
  private final Time time;
  private final Thread thread;
  private volatile boolean closed;

  Loop(String name, Runnable round, Duration interval, Time time) {
    this.name = name;
    this.round = round;
    this.interval = interval;
    this.time = time;
    this.thread = Thread.ofPlatform().name(name).daemon().start(this::run);
  }

  private void run() {
    while (!closed) {
      try {
        round.run();
      } catch (RuntimeException | Error e) {
        // An error too: what this loop does, nobody else does.
        log.error("{} failed and goes on", name, e);
      }
      try {
        time.sleep(interval);
      } catch (InterruptedException e) {
        // Only closing interrupts.
        return;
      }
    }
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
