package dev.berth.engine.hydration;

import dev.berth.core.task.TaskSpec;
import dev.berth.core.workflow.Workflow;
import java.util.Optional;

/** Where a task's workflow is found again. Thread-safe. */
@FunctionalInterface
public interface WorkflowSource {
  /** The workflow in the version that was current when the task was submitted. */
  Optional<Workflow> find(TaskSpec.WorkflowRef ref);
}
