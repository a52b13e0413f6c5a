package dev.berth.chaos.real;

import dev.berth.core.time.Time;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Looks at the machine again and again while sessions run, and remembers everything that it ever
 * saw of them. Thread-safe.
 */
final class Watch implements AutoCloseable {
  private static final Duration EVERY = Duration.ofMillis(100);
  private static final Pattern LEASE = Pattern.compile("[0-9A-HJKMNP-TV-Z]{26}");

  private final Host host;
  private final Set<String> seen = new HashSet<>();
  private final Thread thread;
  private volatile boolean closed;

  private Watch(Host host, Time time) {
    this.host = host;
    this.thread = Thread.ofPlatform().name("berth-chaos-watch").daemon().unstarted(() -> run(time));
  }

  static Watch begin(Host host, Time time) {
    Watch watch = new Watch(host, time);
    watch.thread.start();
    return watch;
  }

  private void run(Time time) {
    try {
      while (!closed) {
        look();
        time.sleep(EVERY);
      }
    } catch (InterruptedException e) {
      // Closed.
      Thread.currentThread().interrupt();
    }
  }

  private void look() {
    Set<String> now = new HashSet<>(host.entries());
    for (Host.Seen holder : host.holders()) {
      ProcessHandle.of(holder.pid())
          .ifPresent(
              process -> {
                add(now, process.pid());
                process.descendants().forEach(child -> add(now, child.pid()));
              });
    }
    synchronized (seen) {
      seen.addAll(now);
    }
  }

  private static void add(Set<String> now, long pid) {
    Host.startOf(pid).ifPresent(start -> now.add("process/" + pid + "/" + start));
  }

  /** How many different things were seen. */
  long things() {
    synchronized (seen) {
      return seen.size();
    }
  }

  /** The names of all leases that showed up in the file system. */
  Set<String> leases() {
    synchronized (seen) {
      return seen.stream()
          .map(name -> name.substring(name.indexOf('/') + 1))
          .filter(name -> LEASE.matcher(name).matches())
          .collect(Collectors.toUnmodifiableSet());
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
