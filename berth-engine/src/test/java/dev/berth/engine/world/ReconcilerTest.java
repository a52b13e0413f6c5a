package dev.berth.engine.world;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.core.event.EventType;
import dev.berth.core.id.LeaseId;
import dev.berth.core.id.SessionId;
import dev.berth.core.id.TaskId;
import dev.berth.core.id.UserId;
import dev.berth.core.lease.Lease;
import dev.berth.core.lease.LeaseKind;
import dev.berth.core.lease.LeaseOwner;
import dev.berth.core.lease.LeaseState;
import dev.berth.core.lease.Place;
import dev.berth.core.task.Signal;
import dev.berth.core.task.TaskStatus;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ReconcilerTest {
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
  void orphansEndAfterTwoListingsAndWorkspacesAreKept() {
    LeaseId workspace = world.strangeName();
    LeaseId sandbox = world.strangeName();
    world.backend.plantSandbox(sandbox, 0);
    world.backend.plantWorkspace(workspace);
    world.run(Duration.ofSeconds(55));
    assertThat(world.backend.running()).hasSize(1);
    world.run(Duration.ofSeconds(40));
    assertThat(world.backend.running()).isEmpty();
    assertThat(world.backend.workspaces()).containsExactly(workspace);
    assertThat(world.engine.reconciler.report().quarantined()).containsExactly(workspace);
    assertThat(world.engine.reconciler.report().released()).containsExactly(sandbox);
  }

  @Test
  void anIncompleteListingProvesNothing() {
    world.backend.plantSandbox(world.strangeName(), 0);
    world.backend.setListable(false);
    world.run(Duration.ofMinutes(5));
    assertThat(world.backend.running()).hasSize(1);
    world.backend.setListable(true);
    world.run(Duration.ofSeconds(59));
    assertThat(world.backend.running()).hasSize(1);
    world.run(Duration.ofSeconds(61));
    assertThat(world.backend.running()).isEmpty();
  }

  @Test
  void whatWasSeenOnceIsSeenTwiceAlsoByTheNextServer() {
    world.backend.plantSandbox(world.strangeName(), 0);
    for (int life = 0; life < 4; life++) {
      world.run(Duration.ofSeconds(20));
      world.restart();
    }
    world.run(Duration.ofSeconds(1));
    assertThat(world.backend.running()).isEmpty();
  }

  @Test
  void aProcessSeenBeforeABootIsSeenForTheFirstTimeAfterIt() {
    LeaseId name = world.strangeName();
    world.backend.plantSandbox(name, 0);
    world.run(Duration.ofSeconds(50));
    world.reboot();
    world.backend.plantSandbox(name, 0);
    world.run(Duration.ofSeconds(59));
    assertThat(world.backend.running()).hasSize(1);
    world.run(Duration.ofSeconds(32));
    assertThat(world.backend.running()).isEmpty();
  }

  @Test
  void aWorkspaceThatVanishedIsOffTheBooksAfterTwoListings() {
    world.script.hangs = true;
    TaskId id = world.admit();
    world.runUntil(id, TaskStatus.RUNNING);
    Lease workspace = leases(id, LeaseKind.WORKSPACE).getFirst();
    world.backend.loseWorkspace(workspace.id());
    world.run(Duration.ofSeconds(20));
    assertThat(state(workspace.id())).isEqualTo(LeaseState.HELD);
    world.run(Duration.ofSeconds(60));
    assertThat(state(workspace.id())).isEqualTo(LeaseState.RELEASED);
  }

  @Test
  void nothingIsReleasedWhileSomethingIsNewerThanTheLedger() {
    LeaseId newer = world.strangeName();
    world.backend.plantSandbox(newer, 1_000_000);
    world.backend.plantSandbox(world.strangeName(), 0);
    world.run(Duration.ofMinutes(5));
    assertThat(world.backend.running()).hasSize(2);
    assertThat(world.engine.reconciler.report().ahead()).containsExactly(newer);
  }

  @Test
  void aThingThatOutlivedItsLeaseIsEndedAndTheTaskSaysSo() {
    TaskId id = world.admit();
    world.runToTheEnd(id, Duration.ofMinutes(15));
    LeaseId released = leases(id, LeaseKind.PROCESS).getFirst().id();
    world.backend.plantSandbox(released, 1);
    world.run(Duration.ofMinutes(3));
    assertThat(world.backend.running()).isEmpty();
    assertThat(world.events(id).stream().filter(EventType.ORPHAN_RELEASED::equals)).hasSize(1);
  }

  @Test
  void aLiveTaskIsLeftAlone() {
    world.script.hangs = true;
    TaskId id = world.admit();
    world.runUntil(id, TaskStatus.RUNNING);
    world.run(Duration.ofMinutes(3));
    assertThat(world.task(id).status()).isEqualTo(TaskStatus.RUNNING);
    assertThat(world.backend.running()).hasSize(1);
    assertThat(world.engine.reconciler.report().released()).isEmpty();
    assertThat(world.engine.reconciler.report().quarantined()).isEmpty();
  }

  @Test
  void anIntentOfALiveSessionIsClosedOnlyLongAfterItsDeadlineAndTwoListings() {
    world.script.hangs = true;
    TaskId id = world.admit();
    world.runUntil(id, TaskStatus.RUNNING);
    LeaseId never = intend(id, LeaseKind.WORKSPACE, World.PLACE);
    LeaseId made = intend(id, LeaseKind.WORKSPACE, World.PLACE);
    world.backend.plantWorkspace(made);
    world.run(Duration.ofSeconds(90));
    assertThat(state(never)).isEqualTo(LeaseState.INTENDED);
    assertThat(state(made)).isEqualTo(LeaseState.INTENDED);
    world.backend.setListable(false);
    world.run(Duration.ofMinutes(2));
    assertThat(state(never)).isEqualTo(LeaseState.RELEASING);
    world.backend.setListable(true);
    world.run(Duration.ofSeconds(75));
    assertThat(state(never)).isEqualTo(LeaseState.RELEASED);
    assertThat(state(made)).isEqualTo(LeaseState.RELEASED);
    assertThat(world.backend.workspaces()).hasSize(1).doesNotContain(made);
    assertThat(world.task(id).status()).isEqualTo(TaskStatus.RUNNING);
  }

  @Test
  void processesOfAnEarlierBootAreGone() {
    world.script.hangs = true;
    TaskId id = world.admit();
    world.runUntil(id, TaskStatus.RUNNING);
    LeaseId old = intend(id, LeaseKind.PROCESS, new Place.Host("machine", "boot before"));
    Instant now = world.time.now();
    world.database.write(tx -> tx.leases().hold(old, 1, "12/34/boot before", now));
    world.run(Duration.ofSeconds(45));
    assertThat(world.task(id).status()).isNotEqualTo(TaskStatus.RUNNING);
    world.runToTheEnd(id, Duration.ofMinutes(15));
    assertThat(world.events(id)).contains(EventType.SESSION_LOST);
    world.assertBalanced(id);
  }

  @Test
  void anotherMachinesLeasesAreNotJudged() {
    world.script.hangs = true;
    TaskId id = world.admit();
    world.runUntil(id, TaskStatus.RUNNING);
    LeaseId elsewhere = intend(id, LeaseKind.PROCESS, new Place.Host("another", "boot"));
    Instant now = world.time.now();
    world.database.write(tx -> tx.leases().hold(elsewhere, 1, "12/34/boot", now));
    world.run(Duration.ofMinutes(3));
    assertThat(state(elsewhere)).isEqualTo(LeaseState.HELD);
    assertThat(world.task(id).status()).isEqualTo(TaskStatus.RUNNING);
  }

  @Test
  void cleanupLeavesAnotherMachinesLeasesToThatMachine() {
    world.script.hangs = true;
    TaskId id = world.admit();
    world.runUntil(id, TaskStatus.RUNNING);
    LeaseId elsewhere = intend(id, LeaseKind.WORKSPACE, new Place.Host("another", "boot"));
    Instant now = world.time.now();
    world.database.write(tx -> tx.leases().hold(elsewhere, 1, "there", now));
    world.engine.parts.driver().signal(id, new Signal.Cancel(new UserId("ann"), Optional.empty()));
    world.run(Duration.ofMinutes(3));
    assertThat(world.task(id).status()).isEqualTo(TaskStatus.CANCELLED);
    assertThat(state(elsewhere)).isEqualTo(LeaseState.HELD);
  }

  private LeaseId intend(TaskId task, LeaseKind kind, Place place) {
    SessionId session = world.task(task).session().orElseThrow();
    Instant now = world.time.now();
    LeaseId id = world.strangeName();
    world.database.write(
        tx ->
            tx.leases()
                .insert(
                    new Lease(
                        id,
                        kind,
                        new LeaseOwner.OfSession(session),
                        place,
                        Optional.empty(),
                        LeaseState.INTENDED,
                        1,
                        now.plusSeconds(100),
                        Optional.empty(),
                        List.of(),
                        Lease.Attempts.none(),
                        Optional.empty(),
                        tx.leases().nextSequence(),
                        new Lease.Times(
                            now, Optional.empty(), Optional.empty(), Optional.empty()))));
    return id;
  }

  private LeaseState state(LeaseId id) {
    return world.database.read(tx -> tx.leases().find(id)).orElseThrow().state();
  }

  private List<Lease> leases(TaskId task, LeaseKind kind) {
    SessionId session = world.task(task).session().orElseThrow();
    return world.database.read(tx -> tx.leases().of(session)).stream()
        .filter(lease -> lease.kind() == kind)
        .toList();
  }
}
