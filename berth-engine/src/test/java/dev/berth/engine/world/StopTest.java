package dev.berth.engine.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.berth.core.access.Role;
import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCode;
import dev.berth.core.id.GateId;
import dev.berth.core.id.SessionId;
import dev.berth.core.id.TaskId;
import dev.berth.core.id.UserId;
import dev.berth.core.session.Directive;
import dev.berth.core.session.SessionStore;
import dev.berth.core.task.Signal;
import dev.berth.core.task.Task;
import dev.berth.core.task.TaskState;
import dev.berth.core.task.TaskStatus;
import dev.berth.engine.task.NewTask;
import dev.berth.engine.task.Tasks;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Cancelling in each state that has a session, nudging, and the hard end. */
final class StopTest {
  private static final Duration LONG = Duration.ofMinutes(15);
  private static final NewTask.Submitter ANN = new NewTask.Submitter(new UserId("ann"), Role.USER);

  @TempDir(factory = InMemory.class)
  Path directory;

  private World world;

  @BeforeEach
  void open() {
    world = new World(directory);
    world.script.hangs = true;
  }

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void cancelBeforeHydration() {
    assertCancelled(world.admit());
  }

  @Test
  void cancelAtEachMomentOfTheStart() {
    for (int steps = 1; steps < 4; steps++) {
      TaskId id = world.admit();
      for (int i = 0; i < steps; i++) {
        world.step();
      }
      assertCancelled(id);
    }
  }

  @Test
  void cancelWhileRunningIsSaidToTheAgent() {
    TaskId id = running();
    assertCancelled(id);
    SessionId session = world.task(id).session().orElseThrow();
    List<SessionStore.NumberedDirective> all =
        world.database.read(tx -> tx.sessions().directivesAfter(session, 0));
    assertThat(all)
        .singleElement()
        .satisfies(said -> assertThat(said.directive()).isInstanceOf(Directive.Cancel.class));
  }

  @Test
  void cancelWhileAPersonIsAsked() {
    TaskId id = running();
    raiseGate(id);
    assertThat(world.task(id).status()).isEqualTo(TaskStatus.AWAITING_APPROVAL);
    assertCancelled(id);
  }

  @Test
  void cancelWhileTheOutcomeIsSettledCutsTheTimeAndKeepsTheCause() {
    world.script.hangs = false;
    TaskId id = world.admit();
    world.runUntil(id, TaskStatus.FINALIZING);
    Instant before = world.time.now();
    Tasks.Cancelled answer = cancel(id);
    assertThat(answer.task().state().fate().cause()).contains(TaskState.Cause.RESULT);
    assertThat(answer.task().state().ends().phase()).contains(before.plusSeconds(30));
    Task task = world.runToTheEnd(id, LONG);
    assertThat(task.status()).isEqualTo(TaskStatus.COMPLETED);
    world.assertBalanced(id);
  }

  @Test
  void cancelAfterTheEndIsRefused() {
    world.script.hangs = false;
    TaskId id = world.admit();
    world.runToTheEnd(id, LONG);
    assertThat(catchThrowableOfType(BerthException.class, () -> cancel(id)).code())
        .isEqualTo(ErrorCode.TASK_ALREADY_TERMINAL);
  }

  @Test
  void cancelTwiceIsOneCancel() {
    TaskId id = running();
    assertThat(cancel(id).already()).isFalse();
    assertThat(cancel(id).already()).isTrue();
    assertThat(world.runToTheEnd(id, LONG).status()).isEqualTo(TaskStatus.CANCELLED);
    world.assertBalanced(id);
  }

  @Test
  void aNudgeIsHeardOnceAlsoAfterARestart() {
    TaskId id = running();
    world.engine.tasks.nudge(ANN, id, "Look at the rounding first.");
    world.restart();
    world.run(Duration.ofSeconds(5));
    assertThat(world.heard)
        .hasSize(1)
        .allSatisfy(
            heard ->
                assertThat(heard)
                    .isInstanceOfSatisfying(
                        Directive.Nudge.class,
                        nudge -> assertThat(nudge.text()).startsWith("Look at")));
    assertThat(world.task(id).status()).isEqualTo(TaskStatus.RUNNING);
  }

  @Test
  void runTimeEndsATask() {
    TaskId id = running();
    world.time.advance(Duration.ofHours(8));
    assertTimedOut(id);
  }

  @Test
  void theHardEndComesAlsoWhileAPersonIsAsked() {
    TaskId id = running();
    raiseGate(id);
    world.time.advance(Duration.ofHours(23).plusMinutes(59));
    world.step();
    assertThat(world.task(id).status()).isEqualTo(TaskStatus.AWAITING_APPROVAL);
    world.time.advance(Duration.ofMinutes(1));
    assertTimedOut(id);
  }

  private void assertTimedOut(TaskId id) {
    Task task = world.runToTheEnd(id, LONG);
    assertThat(task.status()).isEqualTo(TaskStatus.TIMED_OUT);
    assertThat(task.state().fate().failure()).contains(ErrorCode.RUN_TIME_EXCEEDED);
    world.assertBalanced(id);
  }

  private void assertCancelled(TaskId id) {
    cancel(id);
    assertThat(world.runToTheEnd(id, LONG).status()).isEqualTo(TaskStatus.CANCELLED);
    world.assertBalanced(id);
  }

  private Tasks.Cancelled cancel(TaskId id) {
    return world.engine.tasks.cancel(ANN, id, Optional.empty());
  }

  private void raiseGate(TaskId id) {
    world
        .engine
        .parts
        .driver()
        .signal(id, new Signal.GateRaised(new GateId(world.ids.next()), "push"));
  }

  private TaskId running() {
    TaskId id = world.admit();
    world.runUntil(id, TaskStatus.RUNNING);
    return id;
  }
}
