package dev.berth.gateway.model;

import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCode;
import dev.berth.core.gateway.Grant;
import dev.berth.core.model.BudgetSignals;
import dev.berth.core.repo.Repository;
import dev.berth.core.session.Directive;
import dev.berth.core.store.Database;
import dev.berth.core.store.Tx;
import dev.berth.core.task.Task;
import java.time.Instant;
import java.util.List;

/**
 * Callers as the database knows them: the models of the task's repository, else the installation's;
 * landing once the session was told to land. Thread-safe.
 */
public final class StoredModelCallers implements ModelCallers {
  private final Database database;
  private final BudgetSignals signals;
  private final List<String> installationModels;

  /**
   * @param signals hears when money runs out
   * @param installationModels for tasks without a repository, and for repositories that name none
   */
  public StoredModelCallers(
      Database database, BudgetSignals signals, List<String> installationModels) {
    this.database = database;
    this.signals = signals;
    this.installationModels = List.copyOf(installationModels);
  }

  @Override
  public Caller of(Grant grant) {
    return database.read(
        tx -> {
          Task task = task(tx, grant);
          List<String> own =
              task.spec()
                  .repo()
                  .flatMap(repo -> tx.repos().find(repo.id()))
                  .map(Repository::settings)
                  .map(settings -> settings.models())
                  .orElse(List.of());
          return new Caller(
              task.id(), own.isEmpty() ? installationModels : own, isLanding(tx, grant));
        });
  }

  @Override
  public void budgetReached(Grant grant) {
    signals.reached(grant.session());
  }

  @Override
  public void dayReached(Grant grant, Instant renews) {
    signals.dayReached(grant.session(), renews);
  }

  @Override
  public void budgetExhausted(Grant grant) {
    signals.exhausted(grant.session());
  }

  private static boolean isLanding(Tx tx, Grant grant) {
    return tx.sessions().directivesAfter(grant.session(), 0).stream()
        .anyMatch(numbered -> numbered.directive() instanceof Directive.Land);
  }

  private static Task task(Tx tx, Grant grant) {
    return tx.sessions()
        .find(grant.session())
        .flatMap(session -> tx.tasks().find(session.task()))
        .filter(task -> !task.status().isTerminal())
        .orElseThrow(
            () -> new BerthException(ErrorCode.SESSION_CLOSED, "the session's task has ended"));
  }
}
