package dev.berth.engine.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCode;
import dev.berth.core.gate.CallDigest;
import dev.berth.core.gate.Gate;
import dev.berth.core.gate.Gates.Answer;
import dev.berth.core.id.GateId;
import dev.berth.core.id.SessionId;
import dev.berth.core.policy.Call;
import dev.berth.core.task.Signal;
import dev.berth.core.task.Task;
import dev.berth.core.task.TaskStatus;
import dev.berth.engine.task.NewTask;
import dev.berth.testkit.fault.Crash;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * One storm over one task. Whoever acts is interrupted between two units of work, where others act,
 * who are interrupted in turn; all of it follows from the seed.
 */
final class GateStorm {
  private static final int STEPS = 14;
  private static final int DEEPEST = 3;
  private static final Set<ErrorCode> FAIR =
      EnumSet.of(
          ErrorCode.REQUEST_ALREADY_DECIDED,
          ErrorCode.RATE_LIMITED,
          ErrorCode.CONFLICT,
          ErrorCode.SESSION_CLOSED);

  private final GateBench bench;
  private final InterleavedDatabase database;
  private final SplittableRandom random;
  private final SessionId session;
  private final Map<GateId, Gate> decided = new HashMap<>();
  private final Map<GateId, String> passed = new HashMap<>();
  private final Set<GateId> done = new HashSet<>();
  private int depth;

  GateStorm(GateBench bench, InterleavedDatabase database, long seed) {
    this.bench = bench;
    this.database = database;
    this.random = new SplittableRandom(seed);
    this.session = bench.running();
  }

  void play() {
    database.between(this::interrupt);
    try {
      for (int step = 0; step < STEPS; step++) {
        alone(this::act);
      }
    } finally {
      database.between(() -> {});
    }
    check();
    bench.advance(Duration.ofSeconds(400));
    assertThat(bench.gatesOf(session)).noneMatch(Gate::isPending);
    assertThat(bench.status(session)).isNotEqualTo(TaskStatus.AWAITING_APPROVAL);
    check();
  }

  private void interrupt() {
    if (depth >= DEEPEST) {
      return;
    }
    int dice = random.nextInt(100);
    if (dice < 3 && depth > 0) {
      // Whoever is at work dies here, between two of its writes; the rest goes on.
      throw new Crash("an interruption");
    }
    if (dice < 20) {
      alone(this::act);
    }
  }

  /** One who acts; his death and his failure are his own. */
  private void alone(Runnable actor) {
    depth++;
    try {
      actor.run();
    } catch (Crash e) {
      // The next server finds what he left.
    } catch (BerthException e) {
      assertThat(FAIR).as(e.code() + " " + e.detail()).contains(e.code());
    } finally {
      depth--;
    }
  }

  private void act() {
    switch (random.nextInt(16)) {
      case 0, 1, 2, 3 -> ask();
      case 4, 5, 6 -> decide();
      case 7, 8 -> look();
      case 9, 10 -> hold();
      case 11 -> finish();
      case 12, 13 -> bench.runDue();
      case 14 -> bench.time.advance(Duration.ofSeconds(random.nextInt(1, 160)));
      default -> end();
    }
  }

  private void ask() {
    String key = "k" + random.nextInt(6);
    Answer answer = bench.gates.ask(session, call(key), key);
    if (answer instanceof Answer.Allowed(Optional<GateId> gate)) {
      gate.ifPresent(id -> assertThat(bench.gate(id).status()).isEqualTo(Gate.Status.APPROVED));
    }
  }

  private static Call call(String key) {
    return ScriptedPolicy.command("refs/heads/" + (key.hashCode() % 3));
  }

  private void decide() {
    Optional<Gate> gate = any();
    if (gate.isEmpty()) {
      return;
    }
    NewTask.Submitter by =
        List.of(GateBench.OWNER, GateBench.APPROVER, GateBench.ADMIN).get(random.nextInt(3));
    GateId id = gate.get().id();
    Gate ended =
        random.nextBoolean()
            ? bench.approve(by, id, random.nextInt(12) == 0 ? "rule:force-push" : "this_call")
            : bench.deny(by, id, "no");
    assertThat(decided.put(id, ended)).as("one decision counts").isNull();
  }

  private void look() {
    any().ifPresent(gate -> bench.look(session, gate.id()));
  }

  private void hold() {
    Call effect = ScriptedPolicy.push("refs/heads/" + random.nextInt(3), "b" + random.nextInt(2));
    Answer answer = bench.gates.hold(session, effect);
    if (answer instanceof Answer.Allowed(Optional<GateId> gate) && gate.isPresent()) {
      String digest = CallDigest.of(effect);
      String before = passed.putIfAbsent(gate.get(), digest);
      assertThat(before == null ? digest : before).as("one approval, one effect").isEqualTo(digest);
    }
  }

  private void finish() {
    passed.keySet().stream()
        .findFirst()
        .ifPresent(
            id -> {
              bench.gates.done(session, id);
              done.add(id);
            });
  }

  private void end() {
    if (random.nextInt(6) != 0) {
      return;
    }
    bench.signal(
        session,
        switch (random.nextInt(3)) {
          case 0 -> new Signal.Cancel(GateBench.OWNER.user(), Optional.empty());
          case 1 -> new Signal.ResultReported(true);
          default -> new Signal.SessionLost("the agent was killed");
        });
  }

  private Optional<Gate> any() {
    List<Gate> gates = bench.gatesOf(session);
    return gates.isEmpty()
        ? Optional.empty()
        : Optional.of(gates.get(random.nextInt(gates.size())));
  }

  private void check() {
    Task task = bench.task(session);
    List<Gate> gates = bench.gatesOf(session);
    long pending = gates.stream().filter(Gate::isPending).count();
    assertThat((long) task.state().gates().pending()).isEqualTo(pending);
    assertThat(task.state().gates().raised()).isEqualTo(gates.size());
    assertThat(task.status() == TaskStatus.AWAITING_APPROVAL).isEqualTo(pending > 0);
    Map<String, Integer> ends = bench.endsOf(session);
    for (Gate gate : gates) {
      assertThat(ends.getOrDefault(gate.id().value(), 0)).isEqualTo(gate.isPending() ? 0 : 1);
      checkEnd(gate);
      if (done.contains(gate.id())) {
        assertThat(gate.uses().usedAt()).isPresent();
      }
    }
  }

  private void checkEnd(Gate gate) {
    Optional<Gate.Closed> closed = gate.closed();
    switch (gate.status()) {
      case PENDING -> assertThat(closed).isEmpty();
      case APPROVED, DENIED -> {
        assertThat(closed.orElseThrow().by()).isPresent();
        assertThat(closed.orElseThrow().at()).isBefore(gate.expiresAt());
        // Nobody may have heard of it, when the server died with the answer.
        Gate heard = decided.getOrDefault(gate.id(), gate);
        assertThat(heard.status()).isEqualTo(gate.status());
      }
      case TIMED_OUT -> {
        assertThat(closed.orElseThrow().at()).isAfterOrEqualTo(gate.expiresAt());
        assertThat(decided).doesNotContainKey(gate.id());
      }
      case STRANDED -> {
        assertThat(bench.status(session)).isNotIn(TaskStatus.RUNNING);
        assertThat(decided).doesNotContainKey(gate.id());
      }
    }
  }
}
