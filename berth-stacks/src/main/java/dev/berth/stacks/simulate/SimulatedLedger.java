package dev.berth.stacks.simulate;

import dev.berth.stacks.ledger.Fence;
import dev.berth.stacks.ledger.LedgerEvent;
import dev.berth.stacks.ledger.SweepLedger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A ledger on a world's clock, that a killed sweeper leaves locked. Thread-safe. */
public final class SimulatedLedger implements SweepLedger {
  private final VirtualClock clock;
  private final List<LedgerEvent> events = new ArrayList<>();
  private @Nullable Fence held;
  private long last;

  public SimulatedLedger(VirtualClock clock) {
    this.clock = clock;
  }

  /** The same ledger, as a run sees it that may be killed. */
  SweepLedger as(Seat seat) {
    return new SweepLedger() {
      @Override
      public Contents read() {
        seat.begin();
        return SimulatedLedger.this.read();
      }

      @Override
      public Optional<Fence> acquire(String holder, Duration term) {
        seat.begin();
        return SimulatedLedger.this.acquire(holder, term);
      }

      @Override
      public Optional<Fence> renew(Fence fence, Duration term) {
        seat.begin();
        return SimulatedLedger.this.renew(fence, term);
      }

      @Override
      public boolean append(Fence fence, List<LedgerEvent> more) {
        seat.begin();
        boolean appended = SimulatedLedger.this.append(fence, more);
        seat.end(Duration.ZERO);
        return appended;
      }

      @Override
      public void release(Fence fence) {
        if (!seat.dead()) {
          SimulatedLedger.this.release(fence);
        }
      }
    };
  }

  @Override
  public Contents read() {
    synchronized (clock) {
      return new Contents(events, Optional.empty());
    }
  }

  @Override
  public Optional<Fence> acquire(String holder, Duration term) {
    synchronized (clock) {
      if (held != null && clock.now().isBefore(held.until())) {
        return Optional.empty();
      }
      last++;
      held = new Fence(last, holder, clock.now().plus(term));
      return Optional.of(held);
    }
  }

  @Override
  public Optional<Fence> renew(Fence fence, Duration term) {
    synchronized (clock) {
      if (!holds(fence)) {
        return Optional.empty();
      }
      held = new Fence(fence.token(), fence.holder(), clock.now().plus(term));
      return Optional.of(held);
    }
  }

  @Override
  public boolean append(Fence fence, List<LedgerEvent> more) {
    synchronized (clock) {
      return holds(fence) && (more.isEmpty() || events.addAll(more));
    }
  }

  @Override
  public void release(Fence fence) {
    synchronized (clock) {
      if (holds(fence)) {
        held = null;
      }
    }
  }

  private boolean holds(Fence fence) {
    return held != null && held.token() == fence.token() && clock.now().isBefore(held.until());
  }

  /** Whether this holder has the lock now. */
  boolean holds(String holder) {
    synchronized (clock) {
      return held != null && held.holder().equals(holder) && clock.now().isBefore(held.until());
    }
  }

  /** Everything is forgotten; the lock is not. */
  void lose() {
    synchronized (clock) {
      events.clear();
    }
  }

  /** What happened before the world began. */
  void remember(List<LedgerEvent> before) {
    synchronized (clock) {
      events.addAll(before);
    }
  }
}
