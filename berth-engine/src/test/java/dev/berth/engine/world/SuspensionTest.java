package dev.berth.engine.world;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCode;
import dev.berth.core.event.EventType;
import dev.berth.core.id.GateId;
import dev.berth.core.id.SessionId;
import dev.berth.core.id.TaskId;
import dev.berth.core.id.Ulid;
import dev.berth.core.id.UserId;
import dev.berth.core.session.Session;
import dev.berth.core.session.SessionState;
import dev.berth.core.task.Signal;
import dev.berth.core.task.Task;
import dev.berth.core.task.TaskStatus;
import dev.berth.core.time.SystemTime;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A session whose task waits long for a human has no processor, and comes to its end all the same.
 */
final class SuspensionTest {
  private static final Duration LONG = Duration.ofMinutes(15);

  @TempDir Path directory;
  private World world;
  private final GateId gate = new GateId(new Ulid(new SystemTime(), new SecureRandom()).next());

  @BeforeEach
  void open() {
    world = new World(directory);
    world.script.hangs = true;
  }

  @AfterEach
  void close() {
    world.close();
  }

  @ParameterizedTest
  @EnumSource(Signal.Resolution.class)
  void aLongWaitSuspendsUntilItIsOver(Signal.Resolution resolution) {
    TaskId id = waiting();
    world.run(Duration.ofSeconds(28));
    assertThat(isSuspended()).as("a short wait is not worth it").isFalse();
    world.run(Duration.ofSeconds(4));
    assertThat(isSuspended()).isTrue();
    assertThat(session(id).state()).isEqualTo(SessionState.SUSPENDED);

    world.run(Duration.ofMinutes(4));
    assertThat(world.task(id).status()).isEqualTo(TaskStatus.AWAITING_APPROVAL);
    decide(id, resolution);
    assertThat(world.task(id).status()).isEqualTo(TaskStatus.RUNNING);
    world.run(Duration.ofSeconds(3));
    assertThat(isSuspended()).isFalse();
    assertThat(session(id).state()).isEqualTo(SessionState.READY);
    assertThat(world.events(id)).doesNotContain(EventType.SESSION_SILENT);
    assertThat(world.task(id).state().sums().suspended())
        .isBetween(Duration.ofMinutes(4), Duration.ofMinutes(4).plusSeconds(6));
    world.script.hangs = false;
    assertThat(world.runToTheEnd(id, LONG).status()).isEqualTo(TaskStatus.COMPLETED);
    world.assertBalanced(id);
  }

  @Test
  void aDecisionWithinSecondsSuspendsNobody() {
    TaskId id = waiting();
    world.run(Duration.ofSeconds(25));
    decide(id, Signal.Resolution.APPROVED);
    world.run(Duration.ofMinutes(2));
    assertThat(world.events(id)).doesNotContain(EventType.SESSION_SUSPENDED);
  }

  @Test
  void whoCannotBeSuspendedWaitsAsHeIs() {
    world.backend.setSuspendable(false);
    TaskId id = waiting();
    world.run(Duration.ofMinutes(2));
    assertThat(session(id).state()).isEqualTo(SessionState.READY);
    assertThat(world.events(id)).doesNotContain(EventType.SESSION_SUSPENDED);
  }

  @Test
  void aCancelledWaitEndsAndGivesEverythingBack() {
    TaskId id = suspended();
    world.engine.parts.driver().signal(id, new Signal.Cancel(new UserId("ann"), Optional.empty()));
    assertThat(world.runToTheEnd(id, LONG).status()).isEqualTo(TaskStatus.CANCELLED);
    world.assertBalanced(id);
  }

  @Test
  void oneThatDiesWhileItIsSuspendedIsLostAtOnce() {
    TaskId id = suspended();
    world.backend.kill(world.backend.running().getFirst());
    world.run(Duration.ofSeconds(3));
    assertThat(world.task(id).status()).isNotEqualTo(TaskStatus.AWAITING_APPROVAL);
    Task ended = world.runToTheEnd(id, LONG);
    assertThat(ended.status()).isEqualTo(TaskStatus.FAILED);
    world.assertBalanced(id);
  }

  @Test
  void theHardEndDoesNotStandStill() {
    TaskId id = suspended();
    world.time.advance(Duration.ofHours(25));
    assertThat(world.runToTheEnd(id, LONG).status()).isEqualTo(TaskStatus.TIMED_OUT);
    world.assertBalanced(id);
  }

  @Test
  void aServerThatDiesDuringTheWaitIsFollowedByOneThatResumes() {
    TaskId id = suspended();
    world.time.advance(Duration.ofMinutes(3));
    world.restart();
    world.run(Duration.ofSeconds(5));
    assertThat(isSuspended()).isTrue();
    decide(id, Signal.Resolution.APPROVED);
    world.run(Duration.ofSeconds(3));
    assertThat(isSuspended()).isFalse();
    world.script.hangs = false;
    assertThat(world.runToTheEnd(id, LONG).status()).isEqualTo(TaskStatus.COMPLETED);
    world.assertBalanced(id);
  }

  @Test
  void aBackendThatFailsIsAskedAgain() {
    for (String call : new String[] {"backend.suspend", "backend.resume"}) {
      world.faults.fail(call, new BerthException(ErrorCode.ENGINE_UNREACHABLE, "no answer"));
    }
    TaskId id = suspended();
    decide(id, Signal.Resolution.DENIED);
    world.run(Duration.ofSeconds(8));
    assertThat(isSuspended()).isFalse();
    assertThat(session(id).state()).isEqualTo(SessionState.READY);
  }

  @Test
  void whereverTheServerDiesTheTaskGoesOnAfterTheDecision() throws Exception {
    int struck = 0;
    for (int point = 0; point < 12; point++) {
      world.close();
      world = new World(Files.createDirectory(directory.resolve("at-" + point)));
      world.script.hangs = true;
      TaskId id = waiting();
      world.run(Duration.ofSeconds(29));
      world.faults.crashAt(point);
      world.run(Duration.ofSeconds(12));
      boolean died = world.faults.struck().isPresent();
      struck += died ? 1 : 0;
      world.faults.restart();
      assertThat(isSuspended()).as("after a death at %s", world.faults.struck()).isTrue();
      decide(id, Signal.Resolution.APPROVED);
      world.faults.crashAt(point);
      world.run(Duration.ofSeconds(12));
      world.faults.restart();
      assertThat(isSuspended()).as("after a death at %s", world.faults.struck()).isFalse();
      world.script.hangs = false;
      assertThat(world.runToTheEnd(id, LONG).status()).isEqualTo(TaskStatus.COMPLETED);
      world.assertBalanced(id);
    }
    assertThat(struck).isPositive();
  }

  /** A task whose agent works and has just asked for something. */
  private TaskId waiting() {
    TaskId id = world.admit();
    world.runUntil(id, TaskStatus.RUNNING);
    world.run(Duration.ofSeconds(2));
    world.engine.parts.driver().signal(id, new Signal.GateRaised(gate, "a force push"));
    assertThat(world.task(id).status()).isEqualTo(TaskStatus.AWAITING_APPROVAL);
    return id;
  }

  private TaskId suspended() {
    TaskId id = waiting();
    world.run(Duration.ofSeconds(40));
    assertThat(isSuspended()).isTrue();
    return id;
  }

  private void decide(TaskId id, Signal.Resolution resolution) {
    world
        .engine
        .parts
        .driver()
        .signal(id, new Signal.GateClosed(gate, resolution, Optional.of(new UserId("ann"))));
  }

  private boolean isSuspended() {
    return world.backend.running().getFirst().isSuspended();
  }

  private Session session(TaskId id) {
    SessionId session = world.task(id).session().orElseThrow();
    return world.database.read(tx -> tx.sessions().find(session)).orElseThrow();
  }
}
