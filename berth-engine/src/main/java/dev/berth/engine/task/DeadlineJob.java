package dev.berth.engine.task;

import dev.berth.core.id.TaskId;
import dev.berth.core.store.Database;
import dev.berth.core.task.Signal;
import dev.berth.core.task.Task;
import dev.berth.core.task.TaskLifecycle;
import dev.berth.engine.job.JobHandler;
import dev.berth.engine.job.JobKind;
import java.util.Optional;

/**
 * A task's next moment has come. What is due is decided when it is stored, by the state that is
 * there then: a decision that was committed before wins.
 */
public final class DeadlineJob implements JobHandler {
  private final Database database;
  private final TaskDriver driver;
  private final TaskLifecycle lifecycle;

  public DeadlineJob(Database database, TaskDriver driver, TaskLifecycle lifecycle) {
    this.database = database;
    this.driver = driver;
    this.lifecycle = lifecycle;
  }

  @Override
  public JobKind kind() {
    return JobKind.DEADLINE;
  }

  @Override
  public Next run(String key) {
    TaskId id = new TaskId(key);
    Optional<Task> before = database.read(tx -> tx.tasks().find(id));
    if (before.isEmpty() || before.get().status().isTerminal()) {
      return Next.done();
    }
    driver.signal(id, new Signal.Tick());
    return database
        .read(tx -> tx.tasks().find(id))
        .flatMap(task -> lifecycle.deadline(task.state()))
        .map(Next::again)
        .orElseGet(Next::done);
  }
}
