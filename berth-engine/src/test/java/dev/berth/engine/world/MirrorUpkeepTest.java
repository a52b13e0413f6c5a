package dev.berth.engine.world;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCode;
import dev.berth.core.forge.Mirror;
import dev.berth.core.id.SessionId;
import dev.berth.core.id.TaskId;
import dev.berth.core.repo.Repository;
import dev.berth.core.task.Task;
import dev.berth.engine.repo.MirrorUpkeep;
import dev.berth.testkit.store.Samples;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which checkpoints and commits a mirror has to keep. */
final class MirrorUpkeepTest {
  @TempDir private Path directory;
  private World world;
  private MirrorUpkeep upkeep;

  @BeforeEach
  void open() {
    world = new World(directory);
    upkeep = new MirrorUpkeep(world.database, world.mirror, world.time);
  }

  @AfterEach
  void close() {
    world.close();
  }

  private Mirror.Kept kept() {
    upkeep.tick();
    return world.mirror.prunings().getLast();
  }

  @Test
  void checkpointsStayForAWeekAfterTheEndAndCommitsAsLongAsTheirTasks() {
    TaskId id = world.admit();
    SessionId session =
        world.database.read(tx -> tx.tasks().find(id)).orElseThrow().session().orElseThrow();
    assertThat(kept().checkpoints()).accepts(session);
    Task task = world.runToTheEnd(id, Duration.ofHours(1));
    assertThat(kept().checkpoints()).accepts(session).rejects(new SessionId(world.ids.next()));
    world.time.advance(Duration.ofDays(8));
    assertThat(kept().checkpoints()).rejects(session);
    assertThat(kept().commits().get())
        .contains(task.work().baseOid().orElseThrow(), task.work().headOid().orElseThrow());
  }

  @Test
  void aRemovedRepositoryGoesWithItsMirrorAndAMirrorThatStaysKeepsTheRow() {
    Samples samples = new Samples();
    Repository one = samples.repository(samples.repoName()).removed(world.time.now());
    world.database.write(
        tx -> {
          tx.repos().insert(one);
          return true;
        });
    world.faults.fail("mirror.discard", new BerthException(ErrorCode.STORAGE_FAILED, "no rights"));
    upkeep.tick();
    assertThat(stored(one)).isPresent();
    upkeep.tick();
    assertThat(world.mirror.discarded()).containsExactly(one.name());
    assertThat(stored(one)).isEmpty();
    upkeep.tick();
    assertThat(world.mirror.discarded()).hasSize(1);
  }

  private Optional<Repository> stored(Repository repository) {
    return world.database.read(tx -> tx.repos().find(repository.id()));
  }

  @Test
  void aMirrorThatFailsIsLookedAtAgainTheNextTime() {
    world.faults.fail("mirror.prune", new BerthException(ErrorCode.GIT_FAILED, "no room"));
    upkeep.tick();
    assertThat(world.mirror.prunings()).isEmpty();
    upkeep.tick();
    assertThat(world.mirror.prunings()).hasSize(1);
  }
}
