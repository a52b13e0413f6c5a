package dev.berth.stacks.run;

import dev.berth.core.error.BerthException;
import dev.berth.core.time.Time;
import dev.berth.stacks.ledger.Fence;
import dev.berth.stacks.ledger.LedgerEvent;
import dev.berth.stacks.ledger.SweepLedger;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The right to write, and the writing. Once the lock is lost it stays lost, and nothing is called
 * any more. Thread-safe.
 */
final class Journal {
  static final Duration TERM = Duration.ofMinutes(5);

  private final SweepLedger ledger;
  private final Time time;
  private Fence fence;
  private boolean lost;

  private Journal(SweepLedger ledger, Time time, Fence fence) {
    this.ledger = ledger;
    this.time = time;
    this.fence = fence;
  }

  /** The lock; none if another has it. */
  static Optional<Journal> open(SweepLedger ledger, Time time, String run) {
    return calmly(() -> ledger.acquire(run, TERM)).map(fence -> new Journal(ledger, time, fence));
  }

  /**
   * Appends, renewing the lock when a third of its term is over.
   *
   * @return whether it was written; if not, nothing may be called
   */
  synchronized boolean write(List<LedgerEvent> events) {
    if (lost) {
      return false;
    }
    if (!time.now().plus(TERM.multipliedBy(2).dividedBy(3)).isBefore(fence.until())) {
      renew();
    }
    lost = lost || (!events.isEmpty() && !calmly(() -> ledger.append(fence, events)));
    return !lost;
  }

  private void renew() {
    Optional<Fence> renewed = calmly(() -> ledger.renew(fence, TERM));
    if (renewed.isPresent()) {
      fence = renewed.get();
    } else {
      lost = true;
    }
  }

  synchronized boolean lost() {
    return lost;
  }

  synchronized void close() {
    if (!lost) {
      calmly(
          () -> {
            ledger.release(fence);
            return true;
          });
    }
  }

  /**
   * A call of a ledger by a thread that may be interrupted, which closes files and refuses
   * connections: a run that is asked to end must still write down what it did, and give the lock
   * back. The interrupt status is kept for whoever decides by it.
   */
  static <T> T calmly(Supplier<T> call) {
    boolean interrupted = Thread.interrupted();
    try {
      return call.get();
    } catch (BerthException e) {
      if (!Thread.interrupted()) {
        throw e;
      }
      interrupted = true; // it came in the middle: once more, undisturbed
      return call.get();
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
