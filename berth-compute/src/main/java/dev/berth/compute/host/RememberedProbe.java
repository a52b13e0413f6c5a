package dev.berth.compute.host;

import dev.berth.core.backend.Backend.Probe;
import dev.berth.core.time.Time;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * A probe whose good answer is used again: a whole sandbox with a JVM in it is most of what the
 * control plane would add to a task's start, and a host that could start one a minute ago can do so
 * now. A bad answer is never remembered, so whoever repairs the host is believed at once.
 * Thread-safe.
 */
public final class RememberedProbe {
  /** Older than this it is looked again, while the old answer is still given. */
  private static final Duration FRESH = Duration.ofMinutes(1);

  /** Older than this nobody relies on it. */
  private static final Duration GOOD = Duration.ofMinutes(10);

  private final Supplier<Probe> looking;
  private final Time time;
  private final AtomicReference<Optional<Answer>> last = new AtomicReference<>(Optional.empty());
  private final AtomicBoolean isLooking = new AtomicBoolean();

  public RememberedProbe(Supplier<Probe> looking, Time time) {
    this.looking = looking;
    this.time = time;
  }

  private record Answer(Probe probe, long atNanos) {}

  public Probe get() {
    Optional<Answer> known = last.get();
    Duration age = known.map(this::age).orElse(GOOD);
    if (known.isEmpty() || age.compareTo(GOOD) >= 0) {
      return look();
    }
    if (age.compareTo(FRESH) >= 0 && isLooking.compareAndSet(false, true)) {
      Thread.ofVirtual().name("berth-probe").start(this::lookAgain);
    }
    return known.get().probe();
  }

  private Duration age(Answer answer) {
    return Duration.ofNanos(time.nanos() - answer.atNanos());
  }

  private void lookAgain() {
    try {
      look();
    } finally {
      isLooking.set(false);
    }
  }

  private Probe look() {
    Probe probe = looking.get();
    last.set(probe.works() ? Optional.of(new Answer(probe, time.nanos())) : Optional.empty());
    return probe;
  }
}
