package dev.berth.engine.gate;

import dev.berth.core.error.ErrorCode;
import dev.berth.core.event.EventType;
import dev.berth.core.event.NewEvent;
import dev.berth.core.gate.CallDigest;
import dev.berth.core.gate.Gate;
import dev.berth.core.gate.Gates.Answer;
import dev.berth.core.gate.Previews;
import dev.berth.core.id.GateId;
import dev.berth.core.policy.Call;
import dev.berth.core.policy.Ruling;
import dev.berth.core.store.Tx;
import dev.berth.core.task.Decision;
import dev.berth.core.task.Signal;
import dev.berth.core.text.SafeText;
import dev.berth.engine.job.JobKind;
import dev.berth.engine.session.EngineParts;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Raises gates: row, task, event and the expiry's job in one unit of work, or a denial that says
 * why nobody is asked. Thread-safe.
 */
final class Raising {
  /** Gates that a session may raise in a minute. */
  static final int GATES_A_MINUTE = 20;

  /** A denial is repeated for so long without asking again. */
  static final Duration DENIAL = Duration.ofSeconds(60);

  private static final Duration MINUTE = Duration.ofMinutes(1);

  /** People are given this much time, or are not asked. */
  private static final Duration SHORTEST = Duration.ofSeconds(30);

  /** What an agent needs after the last approval, until its session's hard end. */
  private static final Duration KEPT = Duration.ofMinutes(2);

  private static final int LONGEST_REASON = 1_000;
  private static final int LONGEST_TARGET = 1_000;
  private static final int LONGEST_TOOL = 100;
  private static final int MOST_EFFECTS = 50;

  private final EngineParts parts;
  private final GateFigures figures;

  Raising(EngineParts parts, GateFigures figures) {
    this.parts = parts;
    this.figures = figures;
  }

  /**
   * Asks people.
   *
   * @param key the agent's id of the call; empty for doors
   */
  Answer raise(Tx tx, Asking asking, Call call, Optional<String> key, Ruling.Ask ask) {
    Instant now = parts.time().now();
    Optional<Answer> refusal = refusal(tx, asking, ask, now);
    if (refusal.isPresent()) {
      return refusal.get();
    }
    Timeout timeout = timeout(asking, ask, now);
    if (timeout.effective().compareTo(SHORTEST) < 0) {
      return new Answer.Denied(
          ErrorCode.NO_TIME_FOR_APPROVAL,
          "the session ends at " + asking.session().hardEnd() + ", too soon for an approval",
          ask.rules());
    }
    Gate gate = gate(asking, call, key, ask, new Span(now, now.plus(timeout.effective())));
    Decision decision =
        parts
            .driver()
            .signal(
                tx,
                gate.task(),
                new Signal.GateRaised(gate.id(), gate.terms().reason(), facts(gate, timeout)));
    return switch (decision) {
      case Decision.Refused no -> new Answer.Denied(no.code(), no.detail(), ask.rules());
      case Decision.AlreadySo so ->
          new Answer.Denied(ErrorCode.SESSION_PHASE, so.reason(), ask.rules());
      case Decision.Move move -> {
        tx.gates().insert(gate);
        parts.jobs().schedule(tx, JobKind.GATE_EXPIRY, gate.id().value(), gate.expiresAt());
        if (timeout.isShortened()) {
          shortened(tx, gate, timeout, now);
        }
        tx.afterCommit(figures::countRaised);
        yield new Answer.Pending(gate.id(), gate.terms().reason(), gate.expiresAt());
      }
    };
  }

  private Optional<Answer> refusal(Tx tx, Asking asking, Ruling.Ask ask, Instant now) {
    if (!Deciders.anybody(ask.approvers(), asking.task(), asking.repository())) {
      return Optional.of(
          new Answer.Denied(
              ErrorCode.NO_APPROVER,
              "nobody of " + ask.approvers().stream().sorted().toList() + " is there to decide",
              ask.rules()));
    }
    if (tx.gates().countRaised(asking.session().id(), now.minus(MINUTE)) >= GATES_A_MINUTE) {
      return Optional.of(
          new Answer.Denied(
              ErrorCode.GATES_TOO_FAST,
              "this session has raised " + GATES_A_MINUTE + " gates in a minute",
              ask.rules()));
    }
    return Optional.empty();
  }

  private Gate gate(Asking asking, Call call, Optional<String> key, Ruling.Ask ask, Span span) {
    return new Gate(
        new GateId(parts.ids().next()),
        asking.task().id(),
        asking.session().id(),
        new Gate.Asked(
            key,
            tool(call),
            Previews.of(call),
            CallDigest.of(call),
            ask.fingerprint(),
            ask.effects().stream().limit(MOST_EFFECTS).map(Raising::shown).toList()),
        new Gate.Terms(
            SafeText.line(ask.reason(), LONGEST_REASON),
            ask.severity(),
            ask.rules(),
            ask.approvers(),
            ask.enforced(),
            ask.offers()),
        Gate.Status.PENDING,
        span.from(),
        span.until(),
        Optional.empty(),
        Gate.Uses.none(),
        1);
  }

  /** A tool's name as people may be shown it. */
  static String tool(Call call) {
    return SafeText.line(call.tool(), LONGEST_TOOL);
  }

  /** An effect as people may be shown it. */
  static Ruling.Effect shown(Ruling.Effect effect) {
    return new Ruling.Effect(
        effect.action(),
        effect.target().map(target -> SafeText.line(target, LONGEST_TARGET)),
        effect.enforced());
  }

  private static Timeout timeout(Asking asking, Ruling.Ask ask, Instant now) {
    Duration wanted = asking.task().spec().limits().approvalTimeout();
    Duration byRules = ask.timeout().filter(t -> t.compareTo(wanted) < 0).orElse(wanted);
    Duration left = Duration.between(now, asking.session().hardEnd()).minus(KEPT);
    return left.compareTo(byRules) < 0
        ? new Timeout(wanted, left, "the session's hard end")
        : new Timeout(wanted, byRules, "the rules " + ask.rules());
  }

  private static Map<String, Object> facts(Gate gate, Timeout timeout) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("tool_name", gate.asked().tool());
    facts.put("tool_input_preview", gate.asked().preview());
    facts.put("severity", gate.terms().severity().name().toLowerCase(Locale.ROOT));
    facts.put("matching_rule_ids", gate.terms().rules());
    facts.put("enforced", gate.terms().enforced());
    facts.put("timeout_s", timeout.effective().toSeconds());
    facts.put("expires_at", gate.expiresAt().toString());
    return facts;
  }

  private static void shortened(Tx tx, Gate gate, Timeout timeout, Instant now) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("request_id", gate.id().value());
    facts.put("requested_s", timeout.wanted().toSeconds());
    facts.put("timeout_s", timeout.effective().toSeconds());
    facts.put("reason", timeout.because());
    tx.events()
        .append(
            gate.task(), List.of(NewEvent.of(EventType.APPROVAL_TIMEOUT_SHORTENED, now, facts)));
  }

  private record Span(Instant from, Instant until) {}

  private record Timeout(Duration wanted, Duration effective, String because) {
    boolean isShortened() {
      return effective.compareTo(wanted) < 0;
    }
  }
}
