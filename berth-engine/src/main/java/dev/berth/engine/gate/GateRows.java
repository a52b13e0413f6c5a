package dev.berth.engine.gate;

import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCode;
import dev.berth.core.gate.Gate;
import dev.berth.core.id.UserId;
import dev.berth.core.policy.Scope;
import dev.berth.core.store.Tx;
import dev.berth.core.task.Signal;
import dev.berth.engine.job.JobKind;
import dev.berth.engine.job.Jobs;
import dev.berth.engine.session.EngineParts;
import dev.berth.engine.task.TaskDriver;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Ends gates: row, task, event and the expiry's job in one unit of work. Whoever calls has locked
 * the task. Thread-safe.
 */
final class GateRows {
  private final TaskDriver driver;
  private final Jobs jobs;
  private final GateFigures figures;

  GateRows(EngineParts parts, GateFigures figures) {
    this.figures = figures;
    driver = parts.driver();
    jobs = parts.jobs();
  }

  /** Ends a gate that waits, and tells its task. */
  Gate close(Tx tx, Gate gate, Gate.Status how, Gate.Closed with) {
    Gate next = gate.closed(how, with);
    stored(tx, next);
    GateAudit.append(tx, next);
    driver.signal(
        tx, gate.task(), new Signal.GateClosed(gate.id(), resolution(how), with.by(), facts(next)));
    jobs.cancel(tx, JobKind.GATE_EXPIRY, gate.id().value());
    tx.afterCommit(() -> figures.countClosed(how));
    return next;
  }

  /** Stores the next version of a gate. */
  static void stored(Tx tx, Gate next) {
    if (!tx.gates().update(next)) {
      throw new BerthException(ErrorCode.CONFLICT, "gate " + next.id() + " was changed meanwhile");
    }
  }

  private static Signal.Resolution resolution(Gate.Status how) {
    return switch (how) {
      case APPROVED -> Signal.Resolution.APPROVED;
      case DENIED -> Signal.Resolution.DENIED;
      case TIMED_OUT -> Signal.Resolution.EXPIRED;
      case STRANDED, PENDING -> Signal.Resolution.WITHDRAWN;
    };
  }

  private static Map<String, Object> facts(Gate gate) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("tool_name", gate.asked().tool());
    facts.put("tool_input_preview", gate.asked().preview());
    Optional<Gate.Closed> closed = gate.closed();
    closed.flatMap(Gate.Closed::channel).ifPresent(channel -> facts.put("channel", channel));
    closed.flatMap(Gate.Closed::scope).map(Scope::text).ifPresent(s -> facts.put("scope", s));
    closed.flatMap(Gate.Closed::reason).ifPresent(reason -> facts.put("reason", reason));
    return facts;
  }

  /** How a gate ended, for the second who decides it. */
  static String outcome(Gate gate) {
    String by = gate.closed().flatMap(Gate.Closed::by).map(UserId::value).orElse("nobody");
    String when = gate.closed().map(c -> " at " + c.at()).orElse("");
    return switch (gate.status()) {
      case PENDING -> "it waits";
      case APPROVED -> "it was approved by " + by + when;
      case DENIED -> "it was denied by " + by + when;
      case TIMED_OUT -> "it expired" + when + ", and nobody had decided";
      case STRANDED -> "its task came to its end" + when;
    };
  }
}
