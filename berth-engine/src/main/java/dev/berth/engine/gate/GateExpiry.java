package dev.berth.engine.gate;

import dev.berth.core.gate.Gate;
import dev.berth.core.id.GateId;
import dev.berth.core.store.Tx;
import dev.berth.engine.job.JobHandler;
import dev.berth.engine.job.JobKind;
import dev.berth.engine.session.EngineParts;
import java.time.Instant;
import java.util.Optional;

/** A gate's time is over. A decision that was committed before wins. */
public final class GateExpiry implements JobHandler {
  private final EngineParts parts;
  private final GateRows rows;

  public GateExpiry(EngineParts parts, GateFigures figures) {
    this.parts = parts;
    this.rows = new GateRows(parts, figures);
  }

  @Override
  public JobKind kind() {
    return JobKind.GATE_EXPIRY;
  }

  @Override
  public Next run(String key) {
    GateId id = new GateId(key);
    Optional<Gate> waiting =
        parts.database().read(tx -> tx.gates().find(id)).filter(Gate::isPending);
    if (waiting.isEmpty()) {
      return Next.done();
    }
    if (parts.time().now().isBefore(waiting.get().expiresAt())) {
      return Next.again(waiting.get().expiresAt());
    }
    parts.database().write(tx -> expire(tx, waiting.get()));
    return Next.done();
  }

  private boolean expire(Tx tx, Gate seen) {
    tx.tasks().lock(seen.task());
    Optional<Gate> still = tx.gates().find(seen.id()).filter(Gate::isPending);
    Instant now = parts.time().now();
    still.ifPresent(
        gate -> rows.close(tx, gate, Gate.Status.TIMED_OUT, Gate.Closed.undecided(now)));
    return still.isPresent();
  }
}
