package dev.berth.engine.gate;

import static dev.berth.engine.gate.GateBench.ADMIN;
import static dev.berth.engine.gate.GateBench.APPROVER;
import static dev.berth.engine.gate.GateBench.OWNER;
import static dev.berth.engine.gate.ScriptedPolicy.command;
import static dev.berth.engine.gate.ScriptedPolicy.push;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCode;
import dev.berth.core.gate.Gate;
import dev.berth.core.gate.Gates.Answer;
import dev.berth.core.id.GateId;
import dev.berth.core.id.SessionId;
import dev.berth.core.id.Ulid;
import dev.berth.core.policy.Call;
import dev.berth.core.store.Database;
import dev.berth.core.task.Signal;
import dev.berth.core.task.TaskState;
import dev.berth.core.task.TaskStatus;
import dev.berth.engine.task.NewTask;
import dev.berth.engine.world.InMemory;
import dev.berth.store.sqlite.SqliteDatabase;
import dev.berth.testkit.fault.Crash;
import dev.berth.testkit.fault.CrashingDatabase;
import dev.berth.testkit.fault.Faults;
import dev.berth.testkit.time.VirtualTime;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two things at once, about one gate: one of them comes first, and both know which. */
class GateRacesTest {
  @TempDir(factory = InMemory.class)
  Path directory;

  private final Faults faults = new Faults();
  private GateBench bench;
  private SessionId session;

  /** Where the rows are. */
  Database open(VirtualTime time) {
    SplittableRandom random = new SplittableRandom(7);
    return SqliteDatabase.open(directory, new Ulid(time, random), time, random);
  }

  @BeforeEach
  void begin() {
    bench = new GateBench(this::open, database -> new CrashingDatabase(database, faults));
    session = bench.running();
  }

  @AfterEach
  void end() {
    bench.close();
  }

  @Test
  void ofManyDecisionsAtOnceOneCounts() throws Exception {
    for (int round = 0; round < 5; round++) {
      GateId gate = bench.raised(session, "k" + round);
      List<Optional<Gate>> all = atOnce(gate);
      List<Gate> won = all.stream().flatMap(Optional::stream).toList();
      assertThat(won).hasSize(1);
      assertThat(bench.gate(gate)).isEqualTo(won.getFirst());
      assertThat(bench.endsOf(session)).containsEntry(gate.value(), 1);
      assertThat(bench.status(session)).isEqualTo(TaskStatus.RUNNING);
    }
  }

  private List<Optional<Gate>> atOnce(GateId gate) throws Exception {
    CountDownLatch start = new CountDownLatch(1);
    List<CompletableFuture<Optional<Gate>>> all = new ArrayList<>();
    for (NewTask.Submitter by : List.of(OWNER, APPROVER, ADMIN)) {
      all.add(racing(start, () -> bench.approve(by, gate, "this_call")));
      all.add(racing(start, () -> bench.deny(by, gate, "no")));
    }
    start.countDown();
    List<Optional<Gate>> answers = new ArrayList<>();
    for (CompletableFuture<Optional<Gate>> one : all) {
      answers.add(one.get());
    }
    return answers;
  }

  private static CompletableFuture<Optional<Gate>> racing(
      CountDownLatch start, Supplier<Gate> decision) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            start.await();
            return Optional.of(decision.get());
          } catch (BerthException e) {
            assertThat(e.code()).isEqualTo(ErrorCode.REQUEST_ALREADY_DECIDED);
            return Optional.empty();
          } catch (InterruptedException e) {
            throw new AssertionError(e);
          }
        });
  }

  @Test
  void theTaskGoesOnWhenTheLastOfItsGatesIsDecided() {
    GateId first = bench.raised(session, "a");
    bench.time.advance(Duration.ofSeconds(100));
    GateId second = bench.raised(session, "b");
    bench.approve(OWNER, first, "this_call");
    assertThat(bench.status(session)).isEqualTo(TaskStatus.AWAITING_APPROVAL);
    assertThat(bench.look(session, first)).isInstanceOf(Answer.Allowed.class);
    bench.advance(Duration.ofMinutes(5));
    assertThat(bench.gate(second).status()).isEqualTo(Gate.Status.TIMED_OUT);
    assertThat(bench.status(session)).isEqualTo(TaskStatus.RUNNING);
  }

  @Test
  void aResultWhileAGateWaitsStrandsIt() {
    GateId gate = bench.raised(session, "a");
    bench.signal(session, new Signal.ResultReported(true));
    stranded(gate, TaskState.Cause.RESULT);
  }

  @Test
  void anAgentKilledWhileAGateWaitsStrandsIt() {
    GateId gate = bench.raised(session, "a");
    bench.signal(session, new Signal.SessionLost("killed"));
    stranded(gate, TaskState.Cause.LOST);
  }

  @Test
  void aCancelAfterTheApprovalLeavesTheDecisionAsItIs() {
    GateId gate = bench.raised(session, "a");
    bench.approve(OWNER, gate, "all_session");
    bench.signal(session, new Signal.Cancel(OWNER.user(), Optional.empty()));
    assertThat(bench.gate(gate).status()).isEqualTo(Gate.Status.APPROVED);
    assertThat(bench.task(session).state().fate().cause()).contains(TaskState.Cause.CANCELLED);
  }

  private void stranded(GateId gate, TaskState.Cause cause) {
    assertThat(bench.gate(gate).status()).isEqualTo(Gate.Status.STRANDED);
    assertThat(bench.task(session).state().fate().cause()).contains(cause);
    assertThat(bench.task(session).state().gates().pending()).isZero();
    assertThat(bench.endsOf(session)).containsEntry(gate.value(), 1);
    bench.advance(Duration.ofSeconds(400));
    assertThat(bench.gate(gate).status()).isEqualTo(Gate.Status.STRANDED);
  }

  @Test
  void aServerKilledBetweenAnyTwoWritesLosesNothing() {
    for (int point = 0; point < 12; point++) {
      session = bench.running();
      faults.crashAt(point);
      Call step = command("refs/heads/x");
      Call effect = push("refs/heads/x", "b");
      GateId gate = GateBench.pending(surviving(() -> bench.gates.ask(session, step, "key")));
      surviving(() -> decided(gate));
      assertThat(surviving(() -> bench.look(session, gate))).isInstanceOf(Answer.Allowed.class);
      assertThat(surviving(() -> bench.gates.hold(session, effect)))
          .isEqualTo(new Answer.Allowed(Optional.of(gate)));
      surviving(
          () -> {
            bench.gates.done(session, gate);
            return true;
          });
      faults.restart();
      assertThat(bench.gatesOf(session)).hasSize(1);
      assertThat(bench.gate(gate).uses().usedAt()).isPresent();
      assertThat(bench.status(session)).isEqualTo(TaskStatus.RUNNING);
      assertThat(bench.endsOf(session)).containsExactly(Map.entry(gate.value(), 1));
    }
    assertThat(faults.struck()).isPresent();
  }

  /** Whoever heard nothing asks again, and may learn that he was heard. */
  private Gate decided(GateId gate) {
    try {
      return bench.approve(OWNER, gate, "this_call");
    } catch (BerthException e) {
      assertThat(e.code()).isEqualTo(ErrorCode.REQUEST_ALREADY_DECIDED);
      return bench.gate(gate);
    }
  }

  private <T> T surviving(Supplier<T> call) {
    try {
      return call.get();
    } catch (Crash e) {
      faults.restart();
      return call.get();
    }
  }

  @Test
  void aDatabaseThatFailsIsADenialAndTheKeyFindsTheGateLater() {
    faults.breakDown(
        "database.write", new BerthException(ErrorCode.DATABASE_UNAVAILABLE, "no disk"));
    Answer answer = bench.gates.ask(session, command("refs/heads/x"), "key");
    assertThat(answer)
        .isInstanceOfSatisfying(
            Answer.Denied.class,
            denied -> assertThat(denied.code()).isEqualTo(ErrorCode.DATABASE_UNAVAILABLE));
    faults.heal("database.write");
    GateBench.pending(bench.gates.ask(session, command("refs/heads/x"), "key"));
    assertThat(bench.gatesOf(session)).hasSize(1);
  }
}
