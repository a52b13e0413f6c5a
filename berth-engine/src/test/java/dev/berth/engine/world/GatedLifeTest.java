package dev.berth.engine.world;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.core.access.Role;
import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCode;
import dev.berth.core.gate.Gate;
import dev.berth.core.id.TaskId;
import dev.berth.core.id.UserId;
import dev.berth.core.session.Directive;
import dev.berth.core.task.Task;
import dev.berth.core.task.TaskStatus;
import dev.berth.engine.gate.Approvals;
import dev.berth.engine.gate.Approvals.Verdict;
import dev.berth.engine.gate.ScriptedPolicy;
import dev.berth.engine.task.NewTask;
import dev.berth.testkit.fault.Crash;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A task that stops for a human, and goes on, whatever dies meanwhile. */
class GatedLifeTest {
  private static final Duration LONG = Duration.ofMinutes(20);
  private static final NewTask.Submitter ANN = new NewTask.Submitter(new UserId("ann"), Role.USER);

  @TempDir(factory = InMemory.class)
  Path directory;

  private World world;

  @BeforeEach
  void open() {
    world = new World(directory);
    world.policy = new ScriptedPolicy();
    world.script.command = Optional.of("push refs/heads/x");
    world.restart();
  }

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void itWaitsForTheDecisionAndGoesOn() {
    TaskId id = waiting();
    world.run(Duration.ofSeconds(20));
    assertThat(world.task(id).status()).isEqualTo(TaskStatus.AWAITING_APPROVAL);
    decide(Verdict.APPROVE);
    assertThat(world.runToTheEnd(id, LONG).status()).isEqualTo(TaskStatus.COMPLETED);
    assertThat(world.answers).containsExactly("allow");
    world.assertBalanced(id);
  }

  @Test
  void aDenialIsHeardTwice() {
    world.script.lingers = true;
    TaskId id = waiting();
    decide(Verdict.DENY);
    world.run(Duration.ofSeconds(10));
    assertThat(world.answers).containsExactly("deny");
    world.script.lingers = false;
    world.runToTheEnd(id, LONG);
    assertThat(world.directives(id)).hasSize(1).first().isInstanceOf(Directive.Denial.class);
    world.assertBalanced(id);
  }

  @Test
  void nobodyComes() {
    TaskId id = waiting();
    world.run(Duration.ofSeconds(305));
    assertThat(world.answers).containsExactly("deny");
    assertThat(world.runToTheEnd(id, LONG).status()).isEqualTo(TaskStatus.COMPLETED);
    world.assertBalanced(id);
  }

  @Test
  void aServerKilledDuringTheWaitFindsTheGateAgain() {
    TaskId id = waiting();
    Gate before = gate(id);
    world.restart();
    world.run(Duration.ofSeconds(5));
    assertThat(gate(id)).isEqualTo(before);
    decide(Verdict.APPROVE);
    assertThat(world.runToTheEnd(id, LONG).status()).isEqualTo(TaskStatus.COMPLETED);
    world.assertBalanced(id);
  }

  @Test
  void anAgentKilledDuringTheWaitLeavesAStrandedGate() {
    TaskId id = waiting();
    world.backend.kill(world.backend.running().getFirst());
    Task ended = world.runToTheEnd(id, LONG);
    assertThat(ended.status()).isEqualTo(TaskStatus.FAILED);
    assertThat(gate(id).status()).isEqualTo(Gate.Status.STRANDED);
    world.assertBalanced(id);
  }

  @Test
  void someCallsMayBeTheLastOne() {
    playCrashes(29);
  }

  @Test
  @Tag("long")
  void everyCallMayBeTheLastOne() {
    playCrashes(1);
  }

  private void playCrashes(int stride) {
    long begin = world.faults.passed();
    assertThat(decided(world.admit()).status()).isEqualTo(TaskStatus.COMPLETED);
    long points = world.faults.passed() - begin;
    for (long point = 0; point < points; point += stride) {
      TaskId id = world.admit();
      world.faults.crashAt(point);
      Task task = decided(id);
      assertThat(task.status())
          .as("crash at point %d, %s: %s", point, world.faults.struck(), task.state().fate())
          .isEqualTo(TaskStatus.COMPLETED);
      assertThat(gate(id).status()).isEqualTo(Gate.Status.APPROVED);
      world.assertBalanced(id);
      world.faults.restart();
    }
  }

  /** Lets everything happen, with a person who says yes to whatever waits. */
  private Task decided(TaskId id) {
    for (int i = 0; i < 200 && !world.task(id).status().isTerminal(); i++) {
      world.step();
      try {
        decide(Verdict.APPROVE);
      } catch (Crash e) {
        world.restart();
      } catch (BerthException e) {
        assertThat(e.code()).isEqualTo(ErrorCode.REQUEST_ALREADY_DECIDED);
      }
    }
    return world.runToTheEnd(id, LONG);
  }

  private TaskId waiting() {
    TaskId id = world.admit();
    world.runUntil(id, TaskStatus.AWAITING_APPROVAL);
    return id;
  }

  private void decide(Verdict verdict) {
    Approvals approvals = world.engine.approvals;
    for (Approvals.Asked asked : approvals.pending(ANN)) {
      approvals.decide(
          ANN,
          asked.task().id(),
          asked.gate().id(),
          new Approvals.Choice(verdict, Optional.empty(), Optional.empty(), "test"));
    }
  }

  private Gate gate(TaskId id) {
    List<Gate> gates = world.database.read(tx -> tx.gates().of(id));
    assertThat(gates).hasSize(1);
    return gates.getFirst();
  }
}
