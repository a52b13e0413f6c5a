package dev.berth.runtime;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Everything that makes the agent busy, and the ping status that follows from it.
 *
 * <p>What {@code /ping} says is the forced status, else what the agent's own handler said last,
 * else busy while anything runs. It changes at the very moment its cause does and is stamped then,
 * not when somebody asks: a flip between two pings must move {@code time_of_last_update}.
 * Thread-safe.
 */
final class Activity {
  /** What a piece of work is. */
  enum Kind {
    /** Opened by the agent itself. */
    TASK,
    /** A request that is being answered, or a stream that is open. */
    INVOCATION,
    /** An open WebSocket. */
    WEB_SOCKET
  }

  private final InstantSource clock;
  private final Optional<Duration> maxTaskAge;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition idle = lock.newCondition();
  private final Map<Long, Work> running = new LinkedHashMap<>();
  private long begun;
  private Optional<PingStatus> forced = Optional.empty();
  private Optional<PingStatus> custom = Optional.empty();
  private PingStatus status = PingStatus.HEALTHY;
  private int invocations;
  private boolean hasWorked;
  private @Nullable Instant changedAt;

  /**
   * Nothing runs yet.
   *
   * @param maxTaskAge how long one task may keep the agent busy; empty for as long as it is open
   */
  Activity(InstantSource clock, Optional<Duration> maxTaskAge) {
    this.clock = clock;
    this.maxTaskAge = maxTaskAge;
  }

  /** Begins a piece of work; it counts until it is closed. */
  Work begin(String name, Kind kind) {
    lock.lock();
    try {
      return add(name, kind);
    } finally {
      lock.unlock();
    }
  }

  /** Begins an invocation unless as many as that are under way; empty then. */
  Optional<Work> beginInvocation(int most) {
    lock.lock();
    try {
      return invocations < most
          ? Optional.of(add("invocation", Kind.INVOCATION))
          : Optional.empty();
    } finally {
      lock.unlock();
    }
  }

  private Work add(String name, Kind kind) {
    Instant now = clock.instant();
    Work work = new Work(begun++, name, kind, now);
    running.put(work.number, work);
    invocations += kind == Kind.INVOCATION ? 1 : 0;
    if (!hasWorked) {
      // Pings before the first work may have come from the image that this process was restored
      // from, long ago: what they were told is not kept.
      hasWorked = true;
      changedAt = now;
    }
    settle();
    return work;
  }

  /** From now on the status is this one, whatever runs. */
  void force(PingStatus fixed) {
    change(() -> forced = Optional.of(fixed));
  }

  /** Ends what {@link #force} began. */
  void clearForced() {
    change(() -> forced = Optional.empty());
  }

  /** What the agent's own handler said; empty when it has no say. */
  void report(Optional<PingStatus> said) {
    change(() -> custom = said);
  }

  private void change(Runnable assignment) {
    lock.lock();
    try {
      assignment.run();
      settle();
    } finally {
      lock.unlock();
    }
  }

  /** The status now, with the time it was entered. */
  Snapshot snapshot() {
    lock.lock();
    try {
      Instant since = changedAt;
      if (since == null) {
        // Read on the first question, not at start, and read again with the first work.
        since = clock.instant();
        changedAt = since;
      }
      return new Snapshot(status, since, running.size());
    } finally {
      lock.unlock();
    }
  }

  /** The tasks that are open now, oldest first, with their age. */
  List<OpenTask> openTasks() {
    lock.lock();
    try {
      Instant now = clock.instant();
      return running.values().stream()
          .filter(work -> work.kind == Kind.TASK)
          .map(work -> new OpenTask(work.name, Duration.between(work.since, now)))
          .toList();
    } finally {
      lock.unlock();
    }
  }

  /** Tasks over their greatest age stop to count; answers their names. */
  List<String> dropOverdue() {
    if (maxTaskAge.isEmpty()) {
      return List.of();
    }
    lock.lock();
    try {
      Instant oldest = clock.instant().minus(maxTaskAge.get());
      List<Work> overdue =
          running.values().stream()
              .filter(work -> work.kind == Kind.TASK && work.since.isBefore(oldest))
              .toList();
      overdue.forEach(this::end);
      return overdue.stream().map(work -> work.name).toList();
    } finally {
      lock.unlock();
    }
  }

  /** Waits until nothing runs; false when the budget passed first. */
  boolean awaitIdle(Duration budget) throws InterruptedException {
    long nanos = budget.toNanos();
    lock.lock();
    try {
      while (!running.isEmpty()) {
        if (nanos <= 0) {
          return false;
        }
        nanos = idle.awaitNanos(nanos);
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Stops everything that still runs and said how to stop it. */
  void stopAll() {
    List<Work> all;
    lock.lock();
    try {
      all = new ArrayList<>(running.values());
    } finally {
      lock.unlock();
    }
    all.forEach(Work::stop);
  }

  private void end(Work work) {
    lock.lock();
    try {
      if (running.remove(work.number) != null && work.kind == Kind.INVOCATION) {
        invocations--;
      }
      settle();
      if (running.isEmpty()) {
        idle.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  private void settle() {
    PingStatus automatic = running.isEmpty() ? PingStatus.HEALTHY : PingStatus.HEALTHY_BUSY;
    PingStatus next = forced.or(() -> custom).orElse(automatic);
    if (next != status) {
      status = next;
      changedAt = clock.instant();
    }
  }

  /** A status with the time since which it holds, and how many pieces of work are open. */
  record Snapshot(PingStatus status, Instant since, int running) {}

  /** One open piece of work. Closing it twice is harmless. */
  final class Work implements TaskHandle {
    private final long number;
    private final String name;
    private final Kind kind;
    private final Instant since;
    private volatile Optional<Runnable> stopper = Optional.empty();

    private Work(long number, String name, Kind kind, Instant since) {
      this.number = number;
      this.name = name;
      this.kind = kind;
      this.since = since;
    }

    @Override
    public String name() {
      return name;
    }

    /** How to stop it when a drain runs out of time. */
    void stoppedBy(Runnable action) {
      stopper = Optional.of(action);
    }

    private void stop() {
      stopper.ifPresent(Runnable::run);
    }

    @Override
    public void close() {
      stopper = Optional.empty();
      end(this);
    }
  }
}
