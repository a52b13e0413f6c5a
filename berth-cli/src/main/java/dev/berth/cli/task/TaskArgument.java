package dev.berth.cli.task;

import dev.berth.api.http.Routes;
import dev.berth.api.task.TaskSummary;
import dev.berth.cli.command.CliException;
import dev.berth.cli.http.ApiClient;
import java.util.List;
import picocli.CommandLine.Parameters;

/** The task a command is about. */
public final class TaskArgument {
  /** Stands for the newest task the caller may see. */
  static final String LAST = "last";

  @Parameters(index = "0", paramLabel = "TASK", description = "Id of the task, or `last`.")
  private String task = "";

  /**
   * The task's id.
   *
   * @throws CliException when the argument is not an id, or there is no last task
   */
  public String resolve(ApiClient api) {
    if (task.equals(LAST)) {
      List<TaskSummary> newest =
          api.page(new Query(Routes.TASKS).with("limit", "1").toString(), TaskSummary.class)
              .value();
      if (newest.isEmpty()) {
        throw CliException.failed(
            "NO_TASKS", "there is no task yet", "Submit one with `berth submit`.");
      }
      return newest.getFirst().taskId();
    }
    if (!task.matches("[A-Za-z0-9_-]{1,64}")) {
      throw CliException.usage(
          "BAD_TASK_ID",
          "\"" + task + "\" is not the id of a task",
          "Copy one from `berth list`, or write `last` for the newest.");
    }
    return task;
  }
}
