package dev.berth.engine.world;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.core.id.TaskId;
import dev.berth.core.id.UserId;
import dev.berth.core.lease.Lease;
import dev.berth.core.lease.LeaseKind;
import dev.berth.core.lease.LeaseState;
import dev.berth.core.lease.Place;
import dev.berth.core.store.Database;
import dev.berth.core.task.Signal;
import dev.berth.core.task.TaskStatus;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two hosts with one database: neither judges what is on the other one. */
class TwoHostsTest {
  private static final Place THERE = new Place.Host("another machine", "its boot");

  @TempDir(factory = InMemory.class)
  Path directory;

  private World here;

  /** Where both hosts have their rows. */
  Optional<Function<World, Database>> database() {
    return Optional.empty();
  }

  @BeforeEach
  void open() {
    here = new World(directory, database());
    here.script.hangs = true;
    here.script.isDeaf = true;
  }

  @AfterEach
  void close() {
    here.close();
  }

  @Test
  void aServerOnAnotherHostJudgesNothingThatTheDeadOneLeft() {
    TaskId id = running(here);
    World there = new World(here, THERE);
    there.run(Duration.ofMinutes(10));
    assertThat(here.task(id).status()).isEqualTo(TaskStatus.RUNNING);
    assertEverythingIsHeld(id);

    // Cancelled by way of the other server: the task ends, and its things wait for their host.
    cancel(there, id);
    there.run(Duration.ofMinutes(20));
    assertThat(here.task(id).status()).isEqualTo(TaskStatus.CANCELLED);
    assertThat(here.backend.running()).hasSize(1);
    assertThat(here.backend.workspaces()).hasSize(1);
    assertThat(here.doors.directories()).hasSize(1);
    assertThat(leases(id))
        .filteredOn(lease -> lease.place().equals(World.PLACE))
        .extracting(Lease::state)
        .containsOnly(LeaseState.HELD);

    here.restart();
    here.run(Duration.ofMinutes(5));
    here.assertBalanced(id);
  }

  @Test
  void twoServersAtOnceCleanUpEachItsOwn() {
    World there = new World(here, THERE);
    there.script.hangs = true;
    there.script.isDeaf = true;
    TaskId mine = running(here);
    TaskId theirs = running(there);
    assertThat(here.backend.running()).hasSize(1);
    assertThat(there.backend.running()).hasSize(1);
    cancel(there, mine);
    cancel(here, theirs);
    // Whoever comes first takes a job, his or not.
    for (int i = 0; i < 120; i++) {
      (i % 2 == 0 ? here : there).step();
      (i % 2 == 0 ? there : here).step();
    }
    here.assertBalanced(mine);
    there.assertBalanced(theirs);
  }

  private void assertEverythingIsHeld(TaskId id) {
    assertThat(leases(id)).extracting(Lease::state).containsOnly(LeaseState.HELD);
    assertThat(leases(id))
        .extracting(Lease::kind)
        .contains(LeaseKind.PROCESS, LeaseKind.WORKSPACE, LeaseKind.GATEWAY_GRANT);
    assertThat(here.backend.running()).hasSize(1);
  }

  private List<Lease> leases(TaskId id) {
    var session = here.task(id).session().orElseThrow();
    return here.database.read(tx -> tx.leases().of(session));
  }

  private static TaskId running(World world) {
    TaskId id = world.admit();
    world.runUntil(id, TaskStatus.RUNNING);
    return id;
  }

  private static void cancel(World by, TaskId id) {
    by.engine.parts.driver().signal(id, new Signal.Cancel(new UserId("ann"), Optional.empty()));
  }
}
