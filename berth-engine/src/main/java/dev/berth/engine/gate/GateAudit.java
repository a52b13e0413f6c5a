package dev.berth.engine.gate;

import dev.berth.core.audit.AuditAction;
import dev.berth.core.audit.AuditEntry;
import dev.berth.core.gate.Gate;
import dev.berth.core.policy.Scope;
import dev.berth.core.store.Tx;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** How gates ended, in the audit, in the unit of work in which they end. */
final class GateAudit {
  private GateAudit() {}

  static void append(Tx tx, Gate gate) {
    Optional<AuditAction> action = action(gate.status());
    if (action.isEmpty() || gate.closed().isEmpty()) {
      return;
    }
    Gate.Closed closed = gate.closed().get();
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("tool", gate.asked().tool());
    facts.put("preview", gate.asked().preview());
    facts.put("input_sha256", gate.asked().inputSha256());
    facts.put("rules", String.join(", ", gate.terms().rules()));
    facts.put("enforced", gate.terms().enforced());
    closed.channel().ifPresent(channel -> facts.put("channel", channel));
    closed.scope().map(Scope::text).ifPresent(scope -> facts.put("scope", scope));
    closed.reason().ifPresent(reason -> facts.put("reason", reason));
    tx.audit()
        .append(
            new AuditEntry(
                closed.at(),
                action.get(),
                closed.by(),
                Optional.of(gate.task()),
                gate.id().value(),
                facts));
  }

  /** Gates whose task ended have nobody's decision; the task's end is told elsewhere. */
  private static Optional<AuditAction> action(Gate.Status status) {
    return switch (status) {
      case APPROVED -> Optional.of(AuditAction.GATE_APPROVED);
      case DENIED -> Optional.of(AuditAction.GATE_DENIED);
      case TIMED_OUT -> Optional.of(AuditAction.GATE_TIMED_OUT);
      case PENDING, STRANDED -> Optional.empty();
    };
  }
}
