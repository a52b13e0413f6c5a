package dev.berth.gateway.egress;

import dev.berth.core.time.Time;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Closes both ends of a connection that was silent for too long. Thread-safe. */
final class Watch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Watch.class);

  private final SocketChannel one;
  private final SocketChannel other;
  private final Duration idle;
  private final Time time;
  private final Thread thread;
  private volatile long lastNanos;

  private Watch(SocketChannel one, SocketChannel other, Duration idle, Time time) {
    this.one = one;
    this.other = other;
    this.idle = idle;
    this.time = time;
    this.lastNanos = time.nanos();
    this.thread = Thread.ofVirtual().name("egress-idle").unstarted(this::watch);
  }

  static Watch over(SocketChannel one, SocketChannel other, Duration idle, Time time) {
    Watch watch = new Watch(one, other, idle, time);
    watch.thread.start();
    return watch;
  }

  void active() {
    lastNanos = time.nanos();
  }

  private void watch() {
    try {
      for (long left = idle.toNanos();
          left > 0;
          left = idle.toNanos() - (time.nanos() - lastNanos)) {
        time.sleep(Duration.ofNanos(left));
      }
      one.close();
      other.close();
    } catch (InterruptedException e) {
      // the connection has ended by itself
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      LOG.debug("closing an idle egress connection failed", e);
    }
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
