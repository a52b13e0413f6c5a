package dev.berth.engine.world;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.core.id.TaskId;
import dev.berth.core.task.Task;
import dev.berth.core.task.TaskStatus;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The server dies at each point of a task's life, once before the call has its effect and once
 * after; the next server, over the same database and the same world, ends the task.
 */
final class CrashTest {
  private static final Duration LONG = Duration.ofMinutes(15);

  @TempDir(factory = InMemory.class)
  Path directory;

  @Test
  void everyCallMayBeTheLastOne() {
    try (World world = new World(directory)) {
      long begin = world.faults.passed();
      TaskId calm = world.admit();
      assertThat(world.runToTheEnd(calm, LONG).status()).isEqualTo(TaskStatus.COMPLETED);
      long points = world.faults.passed() - begin;
      assertThat(points).isGreaterThan(50);
      for (long point = 0; point < points; point++) {
        TaskId id = world.admit();
        world.faults.crashAt(point);
        Task task = world.runToTheEnd(id, LONG);
        assertThat(task.status())
            .as("crash at point %d, %s: %s", point, world.faults.struck(), task.state().fate())
            .isEqualTo(TaskStatus.COMPLETED);
        world.assertBalanced(id);
        world.faults.restart();
      }
    }
  }
}
