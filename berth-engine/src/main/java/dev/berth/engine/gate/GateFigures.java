package dev.berth.engine.gate;

import dev.berth.core.gate.Gate;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** What became of gates, since this server started. Thread-safe. */
public final class GateFigures {
  private final LongAdder raised = new LongAdder();
  private final Map<Gate.Status, LongAdder> closed = new EnumMap<>(Gate.Status.class);

  public GateFigures() {
    for (Gate.Status status : Gate.Status.values()) {
      closed.put(status, new LongAdder());
    }
  }

  void countRaised() {
    raised.increment();
  }

  void countClosed(Gate.Status how) {
    adder(how).increment();
  }

  /** Gates raised by this server. */
  public long raised() {
    return raised.sum();
  }

  /** Gates that ended so by way of this server; those stranded are not counted. */
  public long closed(Gate.Status how) {
    return adder(how).sum();
  }

  private LongAdder adder(Gate.Status how) {
    return closed.getOrDefault(how, raised);
  }
}
