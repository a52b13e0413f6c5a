package dev.berth.server;

import dev.berth.engine.gate.Approvals;
import dev.berth.engine.gate.AuditedGates;
import dev.berth.engine.gate.EngineGates;
import dev.berth.engine.gate.GateExpiry;
import dev.berth.engine.gate.GateFigures;
import dev.berth.engine.session.EngineParts;
import dev.berth.policy.decision.CedarPolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What stops steps for people: the rules, the agents' and doors' side, and the people's.
 *
 * @param audited what agents and doors ask: the gates, with a record of what was denied
 */
record GateWiring(
    CedarPolicy policy,
    EngineGates gates,
    AuditedGates audited,
    Approvals approvals,
    GateExpiry expiry,
    GateFigures figures) {
  private static final Logger LOG = LoggerFactory.getLogger(GateWiring.class);

  static GateWiring of(EngineParts parts, CedarPolicy policy) {
    GateFigures figures = new GateFigures();
    EngineGates gates = new EngineGates(parts, policy, figures);
    return new GateWiring(
        policy,
        gates,
        new AuditedGates(gates, parts.database(), parts.time()),
        new Approvals(parts, policy, figures),
        new GateExpiry(parts, figures),
        figures);
  }

  /** Loads the rules, so that the first question is not the slow one. */
  void warmUp() {
    try {
      policy.warmUp();
    } catch (RuntimeException e) {
      LOG.error("the rules do not load: every question will be denied", e);
    }
  }
}
