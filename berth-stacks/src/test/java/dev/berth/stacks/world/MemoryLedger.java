package dev.berth.stacks.world;

import dev.berth.core.time.Time;
import dev.berth.stacks.ledger.Fence;
import dev.berth.stacks.ledger.LedgerEvent;
import dev.berth.stacks.ledger.SweepLedger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A ledger that lives as long as its test. Thread-safe. */
public final class MemoryLedger implements SweepLedger {
  private final Time time;
  private final List<LedgerEvent> events = new ArrayList<>();
  private Optional<Fence> held = Optional.empty();
  private long last;

  public MemoryLedger(Time time) {
    this.time = time;
  }

  @Override
  public synchronized Contents read() {
    return new Contents(events, Optional.empty());
  }

  @Override
  public synchronized Optional<Fence> acquire(String holder, Duration term) {
    if (held.filter(fence -> time.now().isBefore(fence.until())).isPresent()) {
      return Optional.empty();
    }
    last++;
    held = Optional.of(new Fence(last, holder, time.now().plus(term)));
    return held;
  }

  /** Gives the lock to somebody else, as if the holder's time had been over. */
  public synchronized void steal() {
    last++;
    held = Optional.of(new Fence(last, "thief", time.now().plus(Duration.ofDays(1))));
  }

  @Override
  public synchronized Optional<Fence> renew(Fence fence, Duration term) {
    if (!holds(fence)) {
      return Optional.empty();
    }
    held = Optional.of(new Fence(fence.token(), fence.holder(), time.now().plus(term)));
    return held;
  }

  private boolean holds(Fence fence) {
    return held.filter(one -> one.token() == fence.token())
        .filter(one -> time.now().isBefore(one.until()))
        .isPresent();
  }

  @Override
  public synchronized boolean append(Fence fence, List<LedgerEvent> more) {
    return holds(fence) && events.addAll(more);
  }

  @Override
  public synchronized void release(Fence fence) {
    if (holds(fence)) {
      held = Optional.empty();
    }
  }
}
