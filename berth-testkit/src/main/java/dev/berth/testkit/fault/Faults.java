package dev.berth.testkit.fault;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.function.Supplier;

/**
 * Counts the calls that the fakes get and makes some of them fail. A crash strikes either just
 * before a call has its effect or just after it, which is twice the number of points. Thread-safe.
 */
public final class Faults {
  private final Map<String, Queue<RuntimeException>> failures = new HashMap<>();
  private final Map<String, RuntimeException> broken = new HashMap<>();
  private long passed;
  private long crashAt = Long.MAX_VALUE;
  private boolean dead;
  private Optional<String> struck = Optional.empty();

  /** Makes the next calls of this point fail, one for each exception, without any effect. */
  public synchronized void fail(String point, RuntimeException failure) {
    failures.computeIfAbsent(point, key -> new ArrayDeque<>()).add(failure);
  }

  /** Makes every call of this point fail, without any effect, until {@link #heal}. */
  public synchronized void breakDown(String point, RuntimeException failure) {
    broken.put(point, failure);
  }

  /** The point works again. */
  public synchronized void heal(String point) {
    broken.remove(point);
  }

  /**
   * The server dies at this point, counted from now, from 0; then every call is a crash until
   * {@link #restart}.
   */
  public synchronized void crashAt(long point) {
    crashAt = passed + point;
  }

  /** The next server starts; nothing is armed. */
  public synchronized void restart() {
    dead = false;
    crashAt = Long.MAX_VALUE;
  }

  /** Whether the server died, and where. */
  public synchronized Optional<String> struck() {
    return struck;
  }

  /** Points passed so far. */
  public synchronized long passed() {
    return passed;
  }

  /** A call with an effect. */
  public <T> T call(String point, Supplier<T> effect) {
    before(point);
    T answer = effect.get();
    pass(point + " (after)");
    return answer;
  }

  /** A call with an effect and no answer. */
  public void run(String point, Runnable effect) {
    before(point);
    effect.run();
    pass(point + " (after)");
  }

  private void before(String point) {
    pass(point);
    RuntimeException failure = takeFailure(point);
    if (failure != null) {
      throw failure;
    }
  }

  private synchronized @org.jspecify.annotations.Nullable RuntimeException takeFailure(
      String point) {
    Queue<RuntimeException> queue = failures.get(point);
    return queue == null || queue.isEmpty() ? broken.get(point) : queue.poll();
  }

  private synchronized void pass(String point) {
    if (dead) {
      throw new Crash(point + ", dead already");
    }
    if (passed++ == crashAt) {
      dead = true;
      struck = Optional.of(point);
      throw new Crash(point);
    }
  }
}
