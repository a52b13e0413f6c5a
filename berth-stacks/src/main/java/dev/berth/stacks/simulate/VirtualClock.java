package dev.berth.stacks.simulate;

import dev.berth.core.time.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.PriorityQueue;

/**
 * The time of one world. Whoever sleeps turns it, and what is due on the way happens then, in order
 * of time and, at the same instant, of its being planned. Thread-safe; its monitor is the lock of
 * the whole world.
 */
public final class VirtualClock implements Time {
  /** When every world begins. */
  public static final Instant START = Instant.parse("2026-11-20T12:00:00Z");

  private final PriorityQueue<Due> agenda = new PriorityQueue<>();
  private Instant now = START;
  private long order;
  private Duration aside = Duration.ZERO;

  private record Due(Instant at, long order, Runnable what) implements Comparable<Due> {
    @Override
    public int compareTo(Due other) {
      int byTime = at.compareTo(other.at);
      return byTime != 0 ? byTime : Long.compare(order, other.order);
    }
  }

  @Override
  public synchronized Instant now() {
    return now;
  }

  @Override
  public synchronized long nanos() {
    return Duration.between(START, now).toNanos();
  }

  @Override
  public void sleep(Duration duration) throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    spend(duration);
  }

  /** Lets time pass. */
  public synchronized void spend(Duration duration) {
    advanceTo(now.plus(duration));
  }

  /**
   * Lets time pass until then. Something that happens on the way may itself take time, so that it
   * can be later afterwards.
   */
  public synchronized void advanceTo(Instant target) {
    for (Due due = agenda.peek(); due != null && !due.at().isAfter(target); due = agenda.peek()) {
      agenda.remove();
      if (due.at().isAfter(now)) {
        now = due.at();
      }
      due.what().run();
    }
    if (target.isAfter(now)) {
      now = target;
    }
  }

  /** Plans something for an instant; at once, when time next passes, if it is over. */
  public synchronized void at(Instant when, Runnable what) {
    agenda.add(new Due(when, order++, what));
  }

  /** Plans something for a while from now. */
  public synchronized void in(Duration delay, Runnable what) {
    at(now.plus(delay), what);
  }

  /**
   * Runs something on the way that takes time for itself: in a real account it would happen beside
   * whoever waits here, and not add to the wait.
   */
  void beside(Runnable what) {
    Instant start = now();
    what.run();
    synchronized (this) {
      aside = aside.plus(Duration.between(start, now));
    }
  }

  /** How long all of that took so far. */
  synchronized Duration aside() {
    return aside;
  }
}
