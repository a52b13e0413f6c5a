package dev.berth.engine.world;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.core.id.LeaseId;
import dev.berth.core.id.TaskId;
import dev.berth.core.id.UserId;
import dev.berth.core.task.Signal;
import dev.berth.core.task.Task;
import dev.berth.core.task.TaskStatus;
import dev.berth.engine.job.JobKind;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A database that was put back to an earlier state releases nothing. */
final class LedgerGuardTest {
  @TempDir(factory = InMemory.class)
  Path directory;

  private World world;

  @BeforeEach
  void open() {
    world = new World(directory);
    world.script.hangs = true;
    world.script.isDeaf = true;
  }

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void anOlderDatabaseReleasesNothingUntilAPersonDecides() {
    TaskId known = running();
    byte[] backup = world.backUp();
    TaskId lost = running();
    world.restore(backup);
    Optional<Task> forgotten = world.database.read(tx -> tx.tasks().find(lost));
    assertThat(forgotten).isEmpty();
    cancel(known);
    world.run(Duration.ofMinutes(10));
    assertEverythingIsThere();
    assertThat(world.task(known).status()).isEqualTo(TaskStatus.CANCELLED);
    assertThat(world.engine.release.guard().isBehind()).isTrue();
    assertThat(world.engine.reconciler.report().ahead()).hasSize(2);
    assertThat(world.engine.reconciler.report().released()).isEmpty();

    world.engine.release.guard().accept();
    world.run(Duration.ofMinutes(10));
    world.assertSettled(known);
    assertThat(world.backend.running()).isEmpty();
    assertThat(world.doors.directories()).isEmpty();
    // What may hold somebody's work is kept for a person.
    assertThat(world.backend.workspaces()).hasSize(1);
    assertThat(world.engine.reconciler.report().quarantined()).hasSize(1);
  }

  @Test
  void aLedgerThatHasCountedOnIsStillBehind() {
    byte[] backup = world.backUp();
    running();
    world.restore(backup);
    world.run(Duration.ofSeconds(1));
    List<LeaseId> before = List.copyOf(world.backend.workspaces());
    for (int i = 0; i < 3; i++) {
      running();
    }
    world.restart();
    world.run(Duration.ofMinutes(5));
    assertThat(world.engine.release.guard().isBehind()).isTrue();
    assertThat(world.backend.workspaces()).containsAll(before);
    assertThat(world.backend.running()).hasSize(4);
  }

  @Test
  void theNewerDatabasePutBackGoesOnByItself() {
    TaskId known = running();
    byte[] older = world.backUp();
    TaskId later = running();
    byte[] newer = world.backUp();
    world.restore(older);
    world.run(Duration.ofMinutes(2));
    assertThat(world.engine.release.guard().isBehind()).isTrue();
    world.restore(newer);
    cancel(known);
    cancel(later);
    world.run(Duration.ofMinutes(2));
    world.assertBalanced(known);
    world.assertBalanced(later);
  }

  /** The first thing that a server does after a restore may be a cleanup. */
  @Test
  void nothingIsReleasedBeforeTheFirstLook() {
    TaskId known = running();
    world.backend.setResisting(true);
    cancel(known);
    byte[] backup = world.backUp();
    running();
    world.backend.setResisting(false);
    world.restore(backup);
    String session = world.task(known).session().orElseThrow().value();
    Optional.ofNullable(world.engine.handlers.get(JobKind.CLEANUP)).orElseThrow().run(session);
    assertEverythingIsThere();
    assertThat(world.engine.release.guard().isBehind()).isTrue();
  }

  @Test
  void whatCannotBeListedIsNotReleasedByANewServer() {
    TaskId id = running();
    world.backend.setListable(false);
    world.restart();
    cancel(id);
    world.run(Duration.ofMinutes(1));
    assertThat(world.backend.running()).hasSize(1);
    world.backend.setListable(true);
    world.run(Duration.ofMinutes(1));
    world.assertBalanced(id);
  }

  private void assertEverythingIsThere() {
    assertThat(world.backend.running()).hasSize(2);
    assertThat(world.backend.workspaces()).hasSize(2);
    assertThat(world.doors.directories()).hasSize(2);
  }

  private TaskId running() {
    TaskId id = world.admit();
    world.runUntil(id, TaskStatus.RUNNING);
    return id;
  }

  private void cancel(TaskId id) {
    world.engine.parts.driver().signal(id, new Signal.Cancel(new UserId("ann"), Optional.empty()));
  }
}
