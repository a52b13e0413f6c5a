package dev.berth.engine.hydration;

import dev.berth.core.backend.Backend;
import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCategory;
import dev.berth.core.error.ErrorCode;
import dev.berth.core.forge.Forge;
import dev.berth.core.repo.Repository;
import dev.berth.core.store.Database;
import dev.berth.core.task.Task;
import dev.berth.core.workflow.Workflow;
import dev.berth.engine.session.AgentCatalog;
import java.util.List;
import java.util.Optional;

/**
 * What must be there before anything is taken for a session. Each failure has a code of its own.
 * Thread-safe.
 */
public final class Preflight {
  private final Database database;
  private final Forge forge;
  private final Backend backend;
  private final Offerings offerings;

  public Preflight(Database database, Forge forge, Backend backend, Offerings offerings) {
    this.database = database;
    this.forge = forge;
    this.backend = backend;
    this.offerings = offerings;
  }

  /**
   * Checks everything that a task needs.
   *
   * @throws BerthException {@code WORKFLOW_UNKNOWN}, {@code AGENT_UNKNOWN}, {@code
   *     REPO_NOT_ONBOARDED}, {@code REPO_UNREACHABLE}, {@code REPO_EMPTY}, {@code
   *     FORGE_UNREACHABLE}, {@code MODEL_NOT_ALLOWED}, {@code SANDBOX_UNAVAILABLE}
   */
  public Ground check(Task task) {
    Workflow workflow =
        offerings
            .workflows()
            .find(task.spec().workflow())
            .orElseThrow(
                () ->
                    new BerthException(
                        ErrorCode.WORKFLOW_UNKNOWN,
                        "there is no workflow " + task.spec().workflow().id() + " any more"));
    AgentCatalog.Agent agent =
        offerings
            .agents()
            .find(workflow.agent())
            .orElseThrow(
                () ->
                    new BerthException(
                        ErrorCode.AGENT_UNKNOWN, "there is no agent '" + workflow.agent() + "'"));
    Optional<Repository> repository = repository(task, workflow);
    repository.ifPresent(this::reach);
    ModelCatalog.Offer model = model(repository);
    Backend.Probe probe = backend.probe();
    if (!probe.works()) {
      throw new BerthException(
          ErrorCode.SANDBOX_UNAVAILABLE,
          backend.name() + ": " + String.join("; ", probe.problems()));
    }
    return new Ground(workflow, agent, repository, model, probe.inForce());
  }

  private Optional<Repository> repository(Task task, Workflow workflow) {
    if (!workflow.requiresRepo()) {
      return Optional.empty();
    }
    Repository repository =
        task.spec()
            .repo()
            .flatMap(ref -> database.read(tx -> tx.repos().find(ref.id())))
            .filter(Repository::isActive)
            .orElseThrow(
                () ->
                    new BerthException(
                        ErrorCode.REPO_NOT_ONBOARDED, "the task's repository has been removed"));
    return Optional.of(repository);
  }

  private void reach(Repository repository) {
    try {
      forge.inspect(repository.location());
    } catch (BerthException e) {
      throw e.code().category() == ErrorCategory.UNAVAILABLE
          ? new BerthException(ErrorCode.FORGE_UNREACHABLE, e.detail(), e)
          : e;
    }
  }

  /** The first model that the repository lists and somebody offers. */
  private ModelCatalog.Offer model(Optional<Repository> repository) {
    List<String> listed = repository.map(r -> r.settings().models()).orElse(List.of());
    List<ModelCatalog.Offer> offers = offerings.models().offers();
    if (listed.isEmpty()) {
      return offers.stream()
          .findFirst()
          .orElseThrow(
              () -> new BerthException(ErrorCode.MODEL_NOT_ALLOWED, "no provider is configured"));
    }
    return listed.stream()
        .flatMap(name -> offers.stream().filter(offer -> offer.name().equals(name)))
        .findFirst()
        .orElseThrow(
            () ->
                new BerthException(
                    ErrorCode.MODEL_NOT_ALLOWED,
                    "no provider offers any of " + String.join(", ", listed)));
  }

  /** What the installation can be asked for. */
  public record Offerings(WorkflowSource workflows, AgentCatalog agents, ModelCatalog models) {}

  /**
   * What a session stands on.
   *
   * @param isolation what the backend's probe found in force
   */
  public record Ground(
      Workflow workflow,
      AgentCatalog.Agent agent,
      Optional<Repository> repository,
      ModelCatalog.Offer model,
      List<String> isolation) {
    public Ground {
      isolation = List.copyOf(isolation);
    }
  }
}
