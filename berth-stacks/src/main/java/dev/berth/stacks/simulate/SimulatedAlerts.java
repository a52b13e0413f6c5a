package dev.berth.stacks.simulate;

import dev.berth.stacks.alert.Alert;
import dev.berth.stacks.alert.AlertPort;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;

/** Receives alerts like a pager does: the same key rings once until it is resolved. */
final class SimulatedAlerts implements AlertPort {
  private final VirtualClock clock;
  private final Faults faults;
  private final Consumer<Boolean> rings;
  private final Set<String> open = new HashSet<>();

  /**
   * A receiver.
   *
   * @param rings told {@code true} when it begins to ring, {@code false} when it stops
   */
  SimulatedAlerts(VirtualClock clock, Faults faults, Consumer<Boolean> rings) {
    this.clock = clock;
    this.faults = faults;
    this.rings = rings;
  }

  boolean ringing() {
    return !open.isEmpty();
  }

  @Override
  public Delivery open(Alert alert) {
    synchronized (clock) {
      if (faults.blurs()) {
        return new Delivery.Failed("injected");
      }
      if (open.add(alert.key())) {
        rings.accept(true);
      }
      return new Delivery.Done();
    }
  }

  @Override
  public Delivery update(Alert alert) {
    return faults.blurs() ? new Delivery.Failed("injected") : new Delivery.Done();
  }

  @Override
  public Delivery resolve(String key, Instant at, String reason) {
    synchronized (clock) {
      if (faults.blurs()) {
        return new Delivery.Failed("injected");
      }
      if (open.remove(key)) {
        rings.accept(false);
      }
      return new Delivery.Done();
    }
  }
}
