package dev.berth.engine.world;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.core.backend.Observation;
import dev.berth.core.error.ErrorCode;
import dev.berth.core.id.TaskId;
import dev.berth.core.task.Task;
import dev.berth.core.task.TaskStatus;
import dev.berth.testkit.backend.FakeSandbox;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sessions that use too much, and a host that has too little. */
final class DiskTest {
  private static final Duration LONG = Duration.ofMinutes(15);

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
  void whatASessionWasStoppedForIsTheTasksFailure() {
    assertFails(Observation.Limit.DISK, ErrorCode.DISK_LIMIT_PASSED);
    assertFails(Observation.Limit.MEMORY, ErrorCode.MEMORY_LIMIT_PASSED);
    assertFails(Observation.Limit.DISK_FLOOR, ErrorCode.HOST_DISK_LOW);
  }

  @Test
  void theLargestSessionEndsFirstAndNoMoreThanNeeded() {
    TaskId small = running();
    TaskId large = running();
    TaskId medium = running();
    List<FakeSandbox> sandboxes = world.backend.running();
    world.backend.use(sandboxes.get(0), 1_000);
    world.backend.use(sandboxes.get(1), 9_000);
    world.backend.use(sandboxes.get(2), 5_000);
    assertThat(world.engine.floor.shortage()).isEmpty();
    world.backend.setSpace(99, 100);
    world.run(Duration.ofSeconds(5));
    assertThat(world.engine.floor.shortage()).contains("disk");
    assertThat(world.task(large).status()).isEqualTo(TaskStatus.FAILED);
    assertThat(world.task(large).state().fate().failure()).contains(ErrorCode.HOST_DISK_LOW);
    assertThat(world.task(medium).status()).isEqualTo(TaskStatus.RUNNING);
    world.run(Duration.ofSeconds(8));
    assertThat(world.task(medium).status()).isEqualTo(TaskStatus.FAILED);
    world.backend.setSpace(100, 100);
    world.run(Duration.ofMinutes(1));
    assertThat(world.task(small).status()).isEqualTo(TaskStatus.RUNNING);
    assertThat(world.engine.floor.shortage()).isEmpty();
  }

  private void assertFails(Observation.Limit limit, ErrorCode code) {
    TaskId id = running();
    world.backend.pass(world.backend.running().getFirst(), limit);
    Task task = world.runToTheEnd(id, LONG);
    assertThat(task.status()).isEqualTo(TaskStatus.FAILED);
    assertThat(task.state().fate().failure()).contains(code);
    world.assertBalanced(id);
  }

  private TaskId running() {
    TaskId id = world.admit();
    world.runUntil(id, TaskStatus.RUNNING);
    return id;
  }
}
