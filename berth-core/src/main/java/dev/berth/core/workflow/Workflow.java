package dev.berth.core.workflow;

import java.util.List;
import java.util.Optional;

/**
 * What a kind of task does: a validated workflow file.
 *
 * @param id such as {@code coding/new-task-v1}
 * @param version first 12 hex digits of the SHA-256 of the file and its system prompt
 * @param requiresRepo whether a task needs a repository
 * @param readOnly whether its sessions may push
 * @param effect what proves that it was done
 * @param buildRequired whether a red verified build makes the task fail
 * @param agent name of the agent that runs it, such as {@code reference}
 * @param systemPrompt the text the agent starts with
 */
public record Workflow(
    String id,
    String version,
    String description,
    boolean requiresRepo,
    boolean readOnly,
    Effect effect,
    boolean buildRequired,
    String agent,
    String systemPrompt,
    List<Step> steps,
    Limits limits) {
  public Workflow {
    steps = List.copyOf(steps);
  }

  /** Whether Berth verifies the pushed commit by building it. */
  public boolean verifies() {
    return requiresRepo && steps.stream().anyMatch(step -> step.name().startsWith("verify_"));
  }

  /** The effect that the outcome is settled by. */
  public enum Effect {
    CHANGE_REQUEST,
    ARTIFACT,
    REVIEW,
    COMMENT
  }

  /** One step, carried out by the agent, in order. */
  public record Step(String name, Optional<String> when) {}

  /** Defaults for tasks that name none. */
  public record Limits(Optional<Integer> maxTurns, Optional<Long> budgetMicroUsd) {}
}
