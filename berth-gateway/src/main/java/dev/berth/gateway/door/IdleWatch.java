package dev.berth.gateway.door;

import dev.berth.core.time.Time;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes the ends of a connection from which nothing came for too long. While it is paused nobody
 * waits for anything, and no time passes. Thread-safe.
 */
public final class IdleWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(IdleWatch.class);

  private final List<Closeable> ends;
  private final Duration idle;
  private final Time time;
  private final Thread thread;
  private volatile long lastNanos;
  private volatile boolean paused;
  private volatile boolean fired;

  private IdleWatch(Duration idle, Time time, List<Closeable> ends) {
    this.ends = List.copyOf(ends);
    this.idle = idle;
    this.time = time;
    this.lastNanos = time.nanos();
    this.thread = Thread.ofVirtual().name("idle-watch").unstarted(this::watch);
  }

  /** Watches from now on. */
  public static IdleWatch over(Duration idle, Time time, Closeable... ends) {
    IdleWatch watch = new IdleWatch(idle, time, List.of(ends));
    watch.thread.start();
    return watch;
  }

  /** Something came. */
  public void active() {
    lastNanos = time.nanos();
  }

  /** Nobody waits from now on. */
  public void pause() {
    paused = true;
  }

  /** Somebody waits again, from now on. */
  public void resume() {
    lastNanos = time.nanos();
    paused = false;
  }

  /** Whether the ends were closed because nothing came. */
  public boolean fired() {
    return fired;
  }

  private void watch() {
    try {
      for (long left = idle.toNanos(); left > 0; left = left()) {
        time.sleep(Duration.ofNanos(left));
      }
      fired = true;
      for (Closeable end : ends) {
        end.close();
      }
    } catch (InterruptedException e) {
      // the connection has ended by itself
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      LOG.debug("closing an idle connection failed", e);
    }
  }

  private long left() {
    return paused ? idle.toNanos() : idle.toNanos() - (time.nanos() - lastNanos);
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
