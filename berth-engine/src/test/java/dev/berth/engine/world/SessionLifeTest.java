package dev.berth.engine.world;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCode;
import dev.berth.core.event.EventType;
import dev.berth.core.id.TaskId;
import dev.berth.core.id.UserId;
import dev.berth.core.task.Signal;
import dev.berth.core.task.Task;
import dev.berth.core.task.TaskStatus;
import dev.berth.engine.job.JobKind;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SessionLifeTest {
  private static final Duration LONG = Duration.ofMinutes(15);

  @TempDir(factory = InMemory.class)
  Path directory;

  private World world;

  @BeforeEach
  void open() {
    world = new World(directory);
  }

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void completesWithAVerifiedChangeRequestAndAReceipt() {
    TaskId id = world.admit();
    Task task = world.runToTheEnd(id, LONG);
    world.assertBalanced(id);
    assertThat(task.status()).isEqualTo(TaskStatus.COMPLETED);
    assertThat(task.work().commits()).isEqualTo(1);
    assertThat(task.work().buildPassed()).contains(true);
    assertThat(task.work().changeRequestUrl()).isPresent();
    assertThat(world.forge.changeRequests()).hasSize(1);
    assertThat(world.forge.changeRequests().getFirst().evidence())
        .contains("\"exit_code\":0")
        .contains("\"exit_code\":1");
    assertThat(world.forge.branches()).contains(task.work().branch().orElseThrow());
    assertThat(world.backend.started()).hasSize(2);
  }

  @Test
  void berthOpensTheChangeRequestThatTheAgentLeftOut() {
    world.script.opensChangeRequest = false;
    TaskId id = world.admit();
    assertThat(world.runToTheEnd(id, LONG).status()).isEqualTo(TaskStatus.COMPLETED);
    assertThat(world.forge.changeRequests()).hasSize(1);
    world.assertBalanced(id);
  }

  @Test
  void aRedBuildFailsWhateverTheAgentSays() {
    world.script.builds = false;
    TaskId id = world.admit();
    assertFailed(id, ErrorCode.BUILD_FAILED);
  }

  @Test
  void successWithoutCommitsIsNothingDone() {
    world.script.commits = 0;
    world.script.opensChangeRequest = false;
    assertFailed(world.admit(), ErrorCode.NOTHING_DONE);
    assertThat(world.forge.branches()).containsExactly("main");
  }

  @Test
  void anAgentThatEndsWithoutAResultFails() {
    world.script.reports = false;
    world.script.opensChangeRequest = false;
    world.script.commits = 0;
    TaskId id = world.admit();
    Task task = world.runToTheEnd(id, LONG);
    world.assertBalanced(id);
    assertThat(task.status()).isEqualTo(TaskStatus.FAILED);
  }

  @Test
  void eachMissingPrerequisiteHasItsOwnCode() {
    world.models = List.of();
    assertFailed(world.admit(), ErrorCode.MODEL_NOT_ALLOWED);
    world.models = List.of(new dev.berth.engine.hydration.ModelCatalog.Offer("m", "openai", 10));
    world.agent = Optional.empty();
    assertFailed(world.admit(), ErrorCode.AGENT_UNKNOWN);
    world.agent = Optional.of("reference");
    world.backend.setWorks(false);
    assertFailed(world.admit(), ErrorCode.SANDBOX_UNAVAILABLE);
    world.backend.setWorks(true);
    world.faults.fail(
        "forge.inspect", new BerthException(ErrorCode.REPO_UNREACHABLE, "no such directory"));
    assertFailed(world.admit(), ErrorCode.REPO_UNREACHABLE);
    world.faults.fail("backend.start", new BerthException(ErrorCode.BACKEND_FAILED, "cannot fork"));
    assertFailed(world.admit(), ErrorCode.BACKEND_FAILED);
    world.forge.empty();
    assertFailed(world.admit(), ErrorCode.REPO_EMPTY);
  }

  @Test
  void aForgeThatComesBackCostsNothing() {
    for (int i = 0; i < 3; i++) {
      world.faults.fail("mirror.sync", new BerthException(ErrorCode.GIT_FAILED, "timeout"));
    }
    TaskId id = world.admit();
    assertThat(world.runToTheEnd(id, LONG).status()).isEqualTo(TaskStatus.COMPLETED);
  }

  @Test
  void aSandboxThatVanishesIsLostWithinTwoSeconds() {
    world.script.hangs = true;
    TaskId id = world.admit();
    world.runUntil(id, TaskStatus.RUNNING);
    world.backend.kill(world.backend.running().getFirst());
    world.run(Duration.ofSeconds(2));
    assertThat(world.task(id).status()).isNotEqualTo(TaskStatus.RUNNING);
    assertFailed(id, ErrorCode.SESSION_LOST);
  }

  @Test
  void aHostThatWasBootedLosesItsSessionsWithinTwoSeconds() {
    TaskId id = running();
    world.engine.handlers.remove(JobKind.RECONCILE);
    world.reboot();
    world.engine.handlers.remove(JobKind.RECONCILE);
    world.run(Duration.ofSeconds(2));
    assertThat(world.task(id).status()).isNotEqualTo(TaskStatus.RUNNING);
    assertFailed(id, ErrorCode.SESSION_LOST);
  }

  @Test
  void cancelEndsARunningTaskAndItsSandbox() {
    world.script.hangs = true;
    TaskId id = world.admit();
    world.runUntil(id, TaskStatus.RUNNING);
    cancel(id);
    assertThat(world.runToTheEnd(id, LONG).status()).isEqualTo(TaskStatus.CANCELLED);
    world.assertBalanced(id);
  }

  @Test
  void aServerThatComesBackGoesOnAtOnceWithWhatItsLastLifeWasReleasing() {
    TaskId id = running();
    cancel(id);
    world.step();
    world.restart();
    Instant before = world.time.now();
    world.runToTheEnd(id, LONG);
    assertThat(Duration.between(before, world.time.now())).isLessThan(Duration.ofSeconds(5));
    world.assertBalanced(id);
  }

  @Test
  void cancelWhileHydrating() {
    TaskId id = world.admit();
    cancel(id);
    assertThat(world.runToTheEnd(id, LONG).status()).isEqualTo(TaskStatus.CANCELLED);
    world.assertBalanced(id);
  }

  @Test
  void aSandboxThatResistsIsStuckAndThenGivenBack() {
    TaskId id = running();
    world.backend.setResisting(true);
    world.script.isDeaf = true;
    cancel(id);
    world.run(Duration.ofMinutes(4));
    assertThat(world.task(id).status()).isEqualTo(TaskStatus.CANCELLED);
    assertThat(count(id, EventType.LEASE_STUCK)).isEqualTo(1);
    assertThat(world.backend.workspaces()).hasSize(1);
    assertThat(count(id, EventType.SESSION_CLEANUP_COMPLETE)).isZero();
    world.backend.setResisting(false);
    world.runToTheEnd(id, LONG);
    world.assertBalanced(id);
    assertThat(count(id, EventType.LEASE_STUCK)).isEqualTo(1);
  }

  @Test
  void aSilentAgentIsFlaggedOnceAndNotLostWhileItRuns() {
    world.script.isMute = true;
    TaskId id = world.admit();
    world.runUntil(id, TaskStatus.RUNNING);
    world.run(Duration.ofMinutes(5));
    assertThat(world.task(id).status()).isEqualTo(TaskStatus.RUNNING);
    assertThat(world.events(id).stream().filter(EventType.SESSION_SILENT::equals)).hasSize(1);
  }

  @Test
  void aSilentAgentThatNobodyCanSeeIsLostAfterTwoMinutesOfWatching() {
    world.script.isMute = true;
    TaskId id = world.admit();
    world.runUntil(id, TaskStatus.RUNNING);
    world.backend.setObservable(false);
    world.run(Duration.ofSeconds(110));
    assertThat(world.task(id).status()).isEqualTo(TaskStatus.RUNNING);
    world.run(Duration.ofSeconds(15));
    assertThat(world.task(id).status()).isNotEqualTo(TaskStatus.RUNNING);
  }

  @Test
  void aStarvedObserverJudgesNobody() {
    world.script.isMute = true;
    TaskId id = world.admit();
    world.runUntil(id, TaskStatus.RUNNING);
    world.backend.setObservable(false);
    for (int i = 0; i < 20; i++) {
      world.time.advance(Duration.ofSeconds(100));
      world.run(Duration.ofSeconds(3));
    }
    assertThat(world.task(id).status()).isEqualTo(TaskStatus.RUNNING);
    world.restart();
    world.run(Duration.ofMinutes(1));
    assertThat(world.task(id).status()).isEqualTo(TaskStatus.RUNNING);
  }

  /** A task whose agent works and does not come to an end by itself. */
  private TaskId running() {
    world.script.hangs = true;
    TaskId id = world.admit();
    world.runUntil(id, TaskStatus.RUNNING);
    return id;
  }

  private long count(TaskId id, EventType type) {
    return world.events(id).stream().filter(type::equals).count();
  }

  private void cancel(TaskId id) {
    world.engine.parts.driver().signal(id, new Signal.Cancel(new UserId("ann"), Optional.empty()));
  }

  private void assertFailed(TaskId id, ErrorCode code) {
    Task task = world.runToTheEnd(id, LONG);
    assertThat(task.status()).isEqualTo(TaskStatus.FAILED);
    assertThat(task.state().fate().failure()).contains(code);
    world.assertBalanced(id);
  }
}
