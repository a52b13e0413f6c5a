package dev.berth.gateway;

import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCode;
import dev.berth.core.gate.Gates;
import dev.berth.core.id.GateId;
import dev.berth.core.id.SessionId;
import dev.berth.core.policy.Call;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** Gates whose rules and people the test plays; every effect has its own gate. Thread-safe. */
public final class PlayedGates implements Gates {
  private static final Instant EXPIRY = Instant.parse("2026-11-01T10:05:00Z");

  private final List<Call> held = new ArrayList<>();
  private final Map<GateId, Raised> raised = new LinkedHashMap<>();
  private int looks;
  private Predicate<Call> forbidden = _ -> false;
  private Predicate<Call> asked = _ -> false;

  private enum Status {
    PENDING,
    APPROVED,
    DENIED,
    DONE
  }

  private static final class Raised {
    private final SessionId session;
    private final Call call;
    private Status status = Status.PENDING;
    private String reason = "";

    Raised(SessionId session, Call call) {
      this.session = session;
      this.call = call;
    }
  }

  /** What a hard rule forbids. */
  public synchronized void forbid(Predicate<Call> rule) {
    forbidden = rule;
  }

  /** What a soft rule asks about. */
  public synchronized void askAbout(Predicate<Call> rule) {
    asked = rule;
  }

  public synchronized void approve(GateId gate) {
    decide(gate, Status.APPROVED, "");
  }

  public synchronized void deny(GateId gate, String reason) {
    decide(gate, Status.DENIED, reason);
  }

  private void decide(GateId gate, Status status, String reason) {
    Raised one = find(gate);
    one.status = status;
    one.reason = reason;
    notifyAll();
  }

  /** The effects that doors asked about, in order. */
  public synchronized List<Call> held() {
    return List.copyOf(held);
  }

  /** How often somebody looked at a gate. */
  public synchronized int looks() {
    return looks;
  }

  private Raised find(GateId gate) {
    return Optional.ofNullable(raised.get(gate))
        .orElseThrow(() -> new BerthException(ErrorCode.GATE_NOT_FOUND, "there is no such gate"));
  }

  /** The gates that wait. */
  public synchronized List<GateId> pending() {
    return gates(Status.PENDING);
  }

  /** The gates whose approval is used up. */
  public synchronized List<GateId> used() {
    return gates(Status.DONE);
  }

  private List<GateId> gates(Status status) {
    return raised.entrySet().stream()
        .filter(entry -> entry.getValue().status == status)
        .map(Map.Entry::getKey)
        .toList();
  }

  @Override
  public Answer ask(SessionId session, Call call, String key) {
    return hold(session, call);
  }

  @Override
  public synchronized Answer hold(SessionId session, Call effect) {
    held.add(effect);
    if (forbidden.test(effect)) {
      return new Answer.Denied(ErrorCode.POLICY_DENIED, "the rule says so", List.of("no-way"));
    }
    if (!asked.test(effect)) {
      return new Answer.Allowed(Optional.empty());
    }
    for (Map.Entry<GateId, Raised> entry : raised.entrySet()) {
      Raised one = entry.getValue();
      if (one.session.equals(session)
          && one.call.equals(effect)
          && (one.status == Status.PENDING || one.status == Status.APPROVED)) {
        return answer(entry.getKey(), one);
      }
    }
    GateId gate = new GateId("01ARZ3NDEKTSV4RRFFQ69G5G%02d".formatted(raised.size()));
    Raised one = new Raised(session, effect);
    raised.put(gate, one);
    notifyAll();
    return answer(gate, one);
  }

  private static Answer answer(GateId gate, Raised one) {
    return switch (one.status) {
      case PENDING -> new Answer.Pending(gate, "a rule asks", EXPIRY);
      case APPROVED -> new Answer.Allowed(Optional.of(gate));
      case DENIED -> new Answer.Denied(ErrorCode.APPROVAL_DENIED, one.reason, List.of("ask-me"));
      case DONE -> throw new IllegalStateException("nobody looks at a gate that is used up");
    };
  }

  @Override
  public synchronized void done(SessionId session, GateId gate) {
    Raised one = find(gate);
    if (!one.session.equals(session)) {
      throw new BerthException(ErrorCode.GATE_NOT_FOUND, "this session has no such gate");
    }
    one.status = Status.DONE;
  }

  @Override
  public synchronized Answer look(SessionId session, GateId gate, Duration wait)
      throws InterruptedException {
    looks++;
    long end = System.nanoTime() + wait.toNanos();
    Raised one = find(gate);
    for (long left = wait.toMillis();
        one.status == Status.PENDING && left > 0;
        left = (end - System.nanoTime()) / 1_000_000) {
      wait(left);
    }
    return answer(gate, one);
  }
}
