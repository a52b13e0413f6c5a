package dev.berth.engine.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCode;
import dev.berth.core.event.EventCap;
import dev.berth.core.event.EventStore;
import dev.berth.core.event.EventType;
import dev.berth.core.event.NewEvent;
import dev.berth.core.gateway.Grant;
import dev.berth.core.gateway.GrantRole;
import dev.berth.core.id.SessionId;
import dev.berth.core.id.TaskId;
import dev.berth.core.id.UserId;
import dev.berth.core.lease.Lease;
import dev.berth.core.lease.LeaseKind;
import dev.berth.core.lease.LeaseState;
import dev.berth.core.session.Session;
import dev.berth.core.session.SessionProtocol;
import dev.berth.core.session.SessionState;
import dev.berth.core.session.SessionStore;
import dev.berth.core.session.SessionStore.OutputChunk;
import dev.berth.core.task.Signal;
import dev.berth.core.task.Task;
import dev.berth.core.task.TaskStatus;
import dev.berth.engine.job.JobKind;
import dev.berth.engine.session.SessionLimits;
import dev.berth.testkit.fault.Crash;
import dev.berth.testkit.store.Samples;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What must hold when something else goes wrong at the same time. */
final class HardenedLifeTest {
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
  void aBranchWhoseCommitsNobodyCouldCountIsKeptForTheOwner() {
    TaskId id = running();
    String branch = world.task(id).work().branch().orElseThrow();
    world.forge.push(branch, 2);
    for (int i = 0; i < 20; i++) {
      world.faults.fail(
          "forge.branchOid", new BerthException(ErrorCode.REPO_UNREACHABLE, "no answer"));
    }
    cancel(id);
    cancel(id);
    assertThat(world.runToTheEnd(id, LONG).status()).isEqualTo(TaskStatus.CANCELLED);
    world.assertBalanced(id);
    assertThat(world.task(id).work().commits()).isZero();
    assertThat(world.forge.branches()).contains(branch);
    Lease lease = lease(id, LeaseKind.BRANCH);
    assertThat(lease.state()).isEqualTo(LeaseState.HANDED_OVER);
    assertThat(lease.evidence().orElseThrow()).startsWith("ann: branch " + branch);
  }

  @Test
  void aBranchThatIsWhereItBeganIsDeleted() {
    TaskId id = running();
    String branch = world.task(id).work().branch().orElseThrow();
    world.forge.push(branch, 0);
    cancel(id);
    world.runToTheEnd(id, LONG);
    world.assertBalanced(id);
    assertThat(world.forge.branches()).doesNotContain(branch);
  }

  @Test
  void aSessionThatCannotBeLookedAtKeepsNobodyElseFromBeingWatched() {
    TaskId broken = running();
    TaskId other = running();
    world.backend.breakLooking(world.backend.running().getFirst());
    world.backend.kill(world.backend.running().getLast());
    world.run(Duration.ofSeconds(2));
    assertThat(world.task(other).status()).isNotEqualTo(TaskStatus.RUNNING);
    world.run(Duration.ofSeconds(10));
    assertThat(world.task(broken).status()).isEqualTo(TaskStatus.RUNNING);
    assertThat(session(broken).lastSignAt()).isPresent();
  }

  @Test
  void aDefectWhileReleasingCountsAsAnAttempt() {
    TaskId id = running();
    world.faults.fail("workspaces.release", new IllegalStateException("a defect"));
    cancel(id);
    world.runToTheEnd(id, LONG);
    world.assertBalanced(id);
    Lease.Attempts attempts = lease(id, LeaseKind.WORKSPACE).attempts();
    assertThat(attempts.count()).isEqualTo(1);
    assertThat(attempts.lastError().orElseThrow()).startsWith("INTERNAL_ERROR");
  }

  @Test
  void roomThatIsFreeIsGrantedEvenWhenTheServerDiesRightAfterFreeingIt() {
    TaskId id = running();
    Lease room = lease(id, LeaseKind.CAPACITY);
    world.run(Duration.ofSeconds(1));
    assertThat(world.jobs.waits(JobKind.GRANT)).isFalse();
    // Taking over and settling are two writes, each with a point before and one after it.
    world.faults.crashAt(3);
    assertThatThrownBy(() -> world.engine.release.step(room.id())).isInstanceOf(Crash.class);
    world.faults.restart();
    assertThat(lease(id, LeaseKind.CAPACITY).state()).isEqualTo(LeaseState.RELEASED);
    assertThat(world.jobs.waits(JobKind.GRANT)).isTrue();
  }

  @Test
  void aServerThatStartsLooksForRoom() {
    world.run(Duration.ofSeconds(1));
    assertThat(world.jobs.waits(JobKind.GRANT)).isFalse();
    world.restart();
    assertThat(world.jobs.waits(JobKind.GRANT)).isTrue();
  }

  @Test
  void aStopThatADeadServerNeverAskedForIsAskedForByTheNext() {
    TaskId id = running();
    world.script.isDeaf = true;
    Instant now = world.time.now();
    Lease process = lease(id, LeaseKind.PROCESS);
    Lease.Releaser me = new Lease.Releaser(world.engine.parts.node(), now.plusSeconds(60));
    world.database.write(tx -> tx.leases().takeOver(process.id(), me, now));
    cancel(id);
    world.run(Duration.ofSeconds(4));
    assertThat(world.backend.running()).isEmpty();
  }

  @Test
  void aBackendThatComesBackCostsNothing() {
    for (int i = 0; i < 3; i++) {
      world.faults.fail(
          "backend.createWorkspace", new BerthException(ErrorCode.UNAVAILABLE, "disk is busy"));
    }
    TaskId id = world.admit();
    assertThat(world.runToTheEnd(id, LONG).status()).isEqualTo(TaskStatus.COMPLETED);
    world.assertBalanced(id);
  }

  @Test
  void aBackendThatStaysAwayFailsTheStartWithItsOwnReason() {
    for (int i = 0; i < 200; i++) {
      world.faults.fail(
          "backend.createWorkspace", new BerthException(ErrorCode.UNAVAILABLE, "disk is busy"));
    }
    Task task = world.runToTheEnd(world.admit(), LONG);
    assertThat(task.status()).isEqualTo(TaskStatus.FAILED);
    assertThat(task.state().fate().failure()).contains(ErrorCode.UNAVAILABLE);
  }

  @Test
  void theLastWordsOfADecidedTaskAreTaken() {
    TaskId id = running();
    world.backend.setResisting(true);
    world.script.isDeaf = true;
    cancel(id);
    cancel(id);
    world.runUntil(id, TaskStatus.CANCELLED);
    SessionId session = session(id).id();
    Grant grant =
        world.database.read(tx -> tx.grants().of(session)).stream()
            .filter(g -> g.role() == GrantRole.AGENT)
            .findFirst()
            .orElseThrow();
    assertThat(grant.deadAt()).isEmpty();
    SessionProtocol protocol = world.engine.sessions;
    byte[] words = "that was it".getBytes(StandardCharsets.UTF_8);
    protocol.output(grant, new OutputChunk(7, "stdout", world.time.now(), words));
    protocol.exit(
        grant,
        new Session.AgentExit(Optional.of(3), Optional.empty(), false, "", world.time.now()));
    assertThat(session(id).exit().orElseThrow().code()).contains(3);
    List<OutputChunk> output = world.database.read(tx -> tx.sessions().output(session, 0, 10));
    assertThat(output).hasSize(1);
    assertThatThrownBy(
            () -> protocol.heartbeat(grant, new SessionProtocol.Heartbeat(0, 1, 1, "working")))
        .isInstanceOf(BerthException.class);
    assertThat(world.task(id).status()).isEqualTo(TaskStatus.CANCELLED);
  }

  @Test
  void signsOfStoppedSessionsAreForgotten() {
    TaskId id = world.admit();
    world.runToTheEnd(id, LONG);
    SessionId session = session(id).id();
    assertThat(world.engine.signs.last(session)).isPresent();
    world.run(Duration.ofSeconds(6));
    assertThat(world.engine.signs.last(session)).isEmpty();
  }

  @Test
  void signsThatCouldNotBeWrittenAreWrittenNextTime() {
    TaskId id = running();
    world.run(Duration.ofSeconds(6));
    world.time.advance(Duration.ofSeconds(1));
    world.engine.signs.alive(session(id).id());
    Instant sign = world.engine.signs.last(session(id).id()).orElseThrow();
    world.faults.fail("database.write", new BerthException(ErrorCode.DATABASE_UNAVAILABLE, "gone"));
    assertThatThrownBy(() -> world.engine.signs.flush(world.engine.parts))
        .isInstanceOf(BerthException.class);
    assertThat(session(id).lastSignAt()).isNotEqualTo(Optional.of(sign));
    world.engine.signs.flush(world.engine.parts);
    assertThat(session(id).lastSignAt()).contains(sign);
  }

  @Test
  void everyVerificationThatIsNotNeededAnyMoreIsClosed() {
    TaskId id = world.admit();
    world.runToTheEnd(id, LONG);
    List<SessionId> twins = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      twins.add(new SessionId(world.ids.next()));
      world.database.write(
          tx -> {
            tx.sessions().insert(world.requested(twins.getLast(), id, world.time.now()));
            return true;
          });
    }
    Optional.ofNullable(world.engine.handlers.get(JobKind.VERIFY)).orElseThrow().run(id.value());
    for (SessionId twin : twins) {
      assertThat(world.database.read(tx -> tx.sessions().find(twin)).orElseThrow().state())
          .isEqualTo(SessionState.CLOSING);
    }
  }

  @Test
  void emptyOutputIsRefusedAndLeavesNoRow() {
    TaskId id = running();
    SessionId session = session(id).id();
    Grant grant = world.database.read(tx -> tx.grants().of(session)).getFirst();
    OutputChunk empty = new OutputChunk(1, "stdout", world.time.now(), new byte[0]);
    assertThatThrownBy(() -> world.engine.sessions.output(grant, empty))
        .isInstanceOf(BerthException.class);
    world.engine.sessions.output(
        grant, new OutputChunk(2, "stdout", world.time.now(), new byte[3]));
    world.engine.sessions.output(
        grant, new OutputChunk(2, "stdout", world.time.now(), new byte[3]));
    SessionStore.OutputSum sum = world.database.read(tx -> tx.sessions().outputSum(session));
    assertThat(sum).isEqualTo(new SessionStore.OutputSum(3, 1));
  }

  @Test
  void anArtifactWithAnotherChecksumLeavesNoBlob() {
    TaskId id = running();
    SessionId session = session(id).id();
    Grant grant = world.database.read(tx -> tx.grants().of(session)).getFirst();
    byte[] bytes = {1, 2, 3};
    assertThatThrownBy(
            () ->
                world.engine.sessions.artifact(
                    grant,
                    "report.txt",
                    "text/plain",
                    Optional.of("0".repeat(64)),
                    new ByteArrayInputStream(bytes)))
        .isInstanceOf(BerthException.class);
    assertThat(world.blobs.count()).isZero();
  }

  @Test
  void theArtifactsOfATaskHaveABudgetAndNothingRefusedStays() {
    world.limits = new SessionLimits(10L << 20, 50, 3, 100, EventCap.standard());
    world.restart();
    TaskId id = running();
    deliver(id, "a", 50, 'a');
    deliver(id, "b", 40, 'b');
    assertThat(refusal(() -> deliver(id, "c", 51, 'c'))).isEqualTo(ErrorCode.ARTIFACTS_FULL);
    assertThat(refusal(() -> deliver(id, "c", 11, 'c'))).isEqualTo(ErrorCode.ARTIFACTS_FULL);
    assertThat(refusal(() -> deliver(id, "a", 51, 'd'))).isEqualTo(ErrorCode.PAYLOAD_TOO_LARGE);
    assertThat(world.blobs.count()).isEqualTo(2);
    // What takes another's place has that one's room, and its bytes are gone.
    deliver(id, "a", 45, 'e');
    assertThat(world.blobs.count()).isEqualTo(2);
    deliver(id, "c", 10, 'f');
    assertThat(refusal(() -> deliver(id, "d", 1, 'g'))).isEqualTo(ErrorCode.ARTIFACTS_FULL);
    deliver(id, "b", 45, 'e');
    assertThat(world.blobs.count()).isEqualTo(2);
    deliver(id, "a", 1, 'h');
    // The bytes that the first had are still the second's.
    assertThat(world.blobs.count()).isEqualTo(3);
    assertThat(refusal(() -> deliver(id, "d", 1, 'g'))).isEqualTo(ErrorCode.ARTIFACTS_FULL);
    long bytes = world.database.read(tx -> tx.artifacts().sum(id)).bytes();
    assertThat(bytes).isEqualTo(1 + 45 + 10);
  }

  /** Two uploads at once, each of which fits: the second finds no room when it is to be kept. */
  @Test
  void anUploadThatFindsNoRoomInTheEndLeavesNoBlob() {
    world.limits = new SessionLimits(10L << 20, 60, 3, 100, EventCap.standard());
    world.restart();
    TaskId id = running();
    InputStream slow =
        new ByteArrayInputStream(new byte[60]) {
          @Override
          public synchronized byte[] readAllBytes() {
            deliver(id, "quick", 60, 'q');
            return super.readAllBytes();
          }
        };
    assertThat(refusal(() -> deliver(id, "slow", slow))).isEqualTo(ErrorCode.ARTIFACTS_FULL);
    assertThat(world.blobs.count()).isEqualTo(1);
  }

  private void deliver(TaskId id, String name, int size, char of) {
    byte[] bytes = String.valueOf(of).repeat(size).getBytes(StandardCharsets.US_ASCII);
    deliver(id, name, new ByteArrayInputStream(bytes));
  }

  private void deliver(TaskId id, String name, InputStream bytes) {
    SessionId session = session(id).id();
    Grant grant = world.database.read(tx -> tx.grants().of(session)).getFirst();
    world.engine.sessions.artifact(grant, name, "text/plain", Optional.empty(), bytes);
  }

  private static ErrorCode refusal(Runnable call) {
    return catchThrowableOfType(BerthException.class, call::run).code();
  }

  @Test
  void anAgentThatSaysTooMuchIsNoLongerRecordedAndItsTaskStillEnds() {
    world.limits = new SessionLimits(10L << 20, 60, 3, 100, new EventCap(2, 1_000));
    world.restart();
    TaskId id = running();
    SessionId session = session(id).id();
    Grant grant = world.database.read(tx -> tx.grants().of(session)).getFirst();
    for (int i = 0; i < 5; i++) {
      NewEvent said = Samples.agentEvent("e" + i);
      assertThat(world.engine.sessions.events(grant, List.of(said)))
          .isEqualTo(i < 2 ? new EventStore.Appended(1, 0) : new EventStore.Appended(0, 1));
    }
    cancel(id);
    world.runToTheEnd(id, LONG);
    world.assertBalanced(id);
    assertThat(world.events(id))
        .containsOnlyOnce(EventType.RECORDING_ENDED, EventType.TASK_CANCELLED);
    assertThat(world.events(id).stream().filter(type -> type == EventType.AGENT_TURN)).hasSize(2);
  }

  /** A task whose agent works and does not come to an end by itself. */
  private TaskId running() {
    world.script.hangs = true;
    TaskId id = world.admit();
    world.runUntil(id, TaskStatus.RUNNING);
    return id;
  }

  private void cancel(TaskId id) {
    world.engine.parts.driver().signal(id, new Signal.Cancel(new UserId("ann"), Optional.empty()));
  }

  private Session session(TaskId id) {
    SessionId session = world.task(id).session().orElseThrow();
    return world.database.read(tx -> tx.sessions().find(session)).orElseThrow();
  }

  private Lease lease(TaskId id, LeaseKind kind) {
    SessionId session = session(id).id();
    return world.database.read(tx -> tx.leases().of(session)).stream()
        .filter(lease -> lease.kind() == kind)
        .findFirst()
        .orElseThrow();
  }
}
