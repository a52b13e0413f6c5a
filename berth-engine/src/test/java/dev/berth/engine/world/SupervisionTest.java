package dev.berth.engine.world;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.core.event.EventType;
import dev.berth.core.id.SessionId;
import dev.berth.core.id.TaskId;
import dev.berth.core.session.Session;
import dev.berth.core.task.TaskStatus;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the supervisor notices, and what it must not conclude when it was away itself. */
final class SupervisionTest {
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
  void silenceIsFlaggedWithinFifteenSeconds() {
    TaskId id = muted();
    world.run(Duration.ofSeconds(13));
    assertThat(silences(id)).isZero();
    world.run(Duration.ofSeconds(3));
    assertThat(silences(id)).isEqualTo(1);
    assertThat(world.task(id).status()).isEqualTo(TaskStatus.RUNNING);
    world.script.isMute = false;
    world.run(Duration.ofSeconds(2));
    assertThat(session(id).silent()).isFalse();
  }

  @Test
  void fiveMinutesOfNothingButHeartbeatsAreLife() {
    TaskId id = running();
    world.backend.setObservable(false);
    world.run(Duration.ofMinutes(5));
    assertThat(world.task(id).status()).isEqualTo(TaskStatus.RUNNING);
    assertThat(silences(id)).isZero();
    assertThat(world.task(id).state().sums().observerDown()).isZero();
  }

  @Test
  void starvationIsSummedAndJudgesNobody() {
    TaskId id = muted();
    world.backend.setObservable(false);
    world.run(Duration.ofSeconds(100));
    world.time.advance(Duration.ofMinutes(10));
    world.run(Duration.ofSeconds(100));
    assertThat(world.task(id).status()).isEqualTo(TaskStatus.RUNNING);
    assertThat(world.task(id).state().sums().observerDown())
        .isBetween(Duration.ofMinutes(10), Duration.ofMinutes(10).plusSeconds(2));
    world.run(Duration.ofSeconds(25));
    assertThat(world.task(id).status()).isNotEqualTo(TaskStatus.RUNNING);
  }

  @Test
  void theTimeWithoutAServerIsSummedAndTheNextOneTakesOver() {
    TaskId id = muted();
    world.backend.setObservable(false);
    world.run(Duration.ofSeconds(100));
    world.time.advance(Duration.ofMinutes(7));
    world.restart();
    world.run(Duration.ofSeconds(100));
    assertThat(world.task(id).status()).isEqualTo(TaskStatus.RUNNING);
    assertThat(world.task(id).state().sums().observerDown())
        .isBetween(Duration.ofMinutes(7), Duration.ofMinutes(7).plusSeconds(6));
    assertThat(session(id).observer()).contains(world.engine.parts.node());
  }

  @Test
  void aClockThatJumpsDeclaresNobodyLost() {
    TaskId id = muted();
    world.backend.setObservable(false);
    for (Duration jump : new Duration[] {Duration.ofHours(1), Duration.ofMinutes(-50)}) {
      world.run(Duration.ofSeconds(100));
      world.time.advance(jump);
    }
    world.run(Duration.ofSeconds(100));
    assertThat(world.task(id).status()).isEqualTo(TaskStatus.RUNNING);
  }

  @Test
  void afterAClockThatWentBackSilenceIsSeenAsBefore() {
    TaskId id = running();
    world.run(Duration.ofSeconds(5));
    world.time.advance(Duration.ofMinutes(-30));
    world.script.isMute = true;
    world.run(Duration.ofSeconds(18));
    assertThat(silences(id)).isEqualTo(1);
  }

  @Test
  void aStartThatNobodyCouldHearOfGetsItsTimeBack() {
    TaskId id = world.admit();
    world.runUntil(id, TaskStatus.HYDRATING);
    world.step();
    assertThat(world.task(id).status()).isEqualTo(TaskStatus.HYDRATING);
    world.time.advance(Duration.ofMinutes(20));
    world.restart();
    world.runUntil(id, TaskStatus.RUNNING);
  }

  private TaskId running() {
    TaskId id = world.admit();
    world.runUntil(id, TaskStatus.RUNNING);
    return id;
  }

  private TaskId muted() {
    world.script.isMute = true;
    return running();
  }

  private Session session(TaskId id) {
    SessionId session = world.task(id).session().orElseThrow();
    return world.database.read(tx -> tx.sessions().find(session)).orElseThrow();
  }

  private long silences(TaskId id) {
    return world.events(id).stream().filter(EventType.SESSION_SILENT::equals).count();
  }
}
