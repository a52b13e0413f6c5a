package dev.berth.server.task;

import dev.berth.api.evidence.BeforeAfter;
import dev.berth.api.evidence.ChangeRequest;
import dev.berth.api.evidence.CommandRun;
import dev.berth.api.evidence.Evidence;
import dev.berth.core.model.BudgetStore;
import dev.berth.core.session.Session;
import dev.berth.core.session.Verification;
import dev.berth.core.store.Database;
import dev.berth.core.store.Tx;
import dev.berth.core.task.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What speaks for a task's result: what Berth verified, and, apart from it, what the agent
 * reported.
 */
final class EvidenceView {
  private static final int COMMANDS = 200;

  private final Database database;
  private final JsonMapper json = new JsonMapper();

  EvidenceView(Database database) {
    this.database = database;
  }

  Evidence of(Task task) {
    return database.read(tx -> build(tx, task));
  }

  private Evidence build(Tx tx, Task task) {
    Optional<Verification> verified =
        task.work().headOid().flatMap(head -> tx.verifications().find(task.id(), head));
    Optional<Session> session = task.session().flatMap(id -> tx.sessions().find(id));
    Optional<String> model =
        tx.budgets().calls(task.id()).stream().map(BudgetStore.ModelCall::model).findFirst();
    return new Evidence(
        task.id().value(),
        tx.changeRequests().findByTask(task.id()).map(EvidenceView::changeRequest).orElse(null),
        verified.map(v -> pair(v.baseBuild(), v.headBuild())).orElse(null),
        verified.map(v -> pair(v.baseLint(), v.headLint())).orElse(null),
        session
            .flatMap(Session::result)
            .map(result -> commands(result.reported()))
            .orElse(List.of()),
        task.work().turnsCompleted(),
        TaskViews.cost(tx.budgets().find(task.id())),
        model.orElse(null),
        model.map(name -> name.startsWith("scripted")).orElse(false));
  }

  private static ChangeRequest changeRequest(dev.berth.core.forge.ChangeRequest cr) {
    return new ChangeRequest(
        cr.number(), cr.url(), "open", cr.title(), cr.body(), cr.branch(), cr.base());
  }

  private static @Nullable BeforeAfter pair(
      Optional<Verification.Check> before, Optional<Verification.Check> after) {
    return after
        .or(() -> before)
        .map(
            any ->
                new BeforeAfter(
                    any.command(),
                    before.map(EvidenceView::run).orElse(null),
                    after.map(EvidenceView::run).orElse(null)))
        .orElse(null);
  }

  private static CommandRun run(Verification.Check check) {
    return new CommandRun(
        check.command(), check.exitCode(), check.duration().toMillis(), check.output());
  }

  /**
   * The agent's own list of commands; it is untrusted, so only what has the right form is taken.
   */
  private List<CommandRun> commands(String reported) {
    JsonNode commands = json.readTree(reported).path("commands");
    List<CommandRun> runs = new ArrayList<>();
    for (JsonNode command : commands) {
      if (runs.size() < COMMANDS && command.path("command").isString()) {
        runs.add(
            new CommandRun(
                command.path("command").asString(),
                command.path("exit").asInt(-1),
                command.path("duration_ms").asLong(0),
                null));
      }
    }
    return runs;
  }
}
