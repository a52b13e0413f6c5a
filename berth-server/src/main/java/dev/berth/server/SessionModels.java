package dev.berth.server;

import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCode;
import dev.berth.core.event.EventType;
import dev.berth.core.event.NewEvent;
import dev.berth.core.gateway.Grant;
import dev.berth.core.session.Directive;
import dev.berth.core.session.Session;
import dev.berth.core.session.SessionStore.NumberedDirective;
import dev.berth.core.store.Database;
import dev.berth.core.store.Tx;
import dev.berth.core.task.Task;
import dev.berth.core.time.Time;
import dev.berth.engine.hydration.ModelCatalog;
import dev.berth.gateway.model.ModelCallers;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * For whom a session calls models, as the database has it; told once to land when its budget is
 * reached.
 */
final class SessionModels implements ModelCallers {
  private static final String REASON = "the budget is nearly used up";

  private final Database database;
  private final ModelCatalog catalog;
  private final Time time;

  SessionModels(Database database, ModelCatalog catalog, Time time) {
    this.database = database;
    this.catalog = catalog;
    this.time = time;
  }

  @Override
  public Caller of(Grant grant) {
    return database.read(
        tx -> {
          Task task = task(tx, grant);
          return new Caller(task.id(), models(tx, task), isLanding(tx, grant));
        });
  }

  @Override
  public void budgetReached(Grant grant) {
    Instant now = time.now();
    database.write(
        tx -> {
          if (isLanding(tx, grant)) {
            return 0L;
          }
          tx.events()
              .append(
                  task(tx, grant).id(),
                  List.of(NewEvent.of(EventType.BUDGET_LANDING, now, Map.of("message", REASON))));
          return tx.sessions().addDirective(grant.session(), new Directive.Land(REASON, now));
        });
  }

  private List<String> models(Tx tx, Task task) {
    List<String> chosen =
        task.spec()
            .repo()
            .flatMap(repo -> tx.repos().find(repo.id()))
            .map(repository -> repository.settings().models())
            .orElse(List.of());
    List<String> offered = catalog.offers().stream().map(ModelCatalog.Offer::name).toList();
    return chosen.isEmpty() ? offered : chosen.stream().filter(offered::contains).toList();
  }

  private static boolean isLanding(Tx tx, Grant grant) {
    return tx.sessions().directivesAfter(grant.session(), 0).stream()
        .map(NumberedDirective::directive)
        .anyMatch(Directive.Land.class::isInstance);
  }

  private static Task task(Tx tx, Grant grant) {
    return tx.sessions()
        .find(grant.session())
        .map(Session::task)
        .flatMap(id -> tx.tasks().find(id))
        .filter(task -> !task.status().isTerminal())
        .orElseThrow(() -> new BerthException(ErrorCode.SESSION_CLOSED, "the task has ended"));
  }
}
