package dev.berth.server.task;

import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCode;
import dev.berth.core.id.TaskId;
import dev.berth.core.lease.Lease;
import dev.berth.core.lease.LeaseState;
import dev.berth.core.model.BudgetStore;
import dev.berth.core.repo.Repository;
import dev.berth.core.session.Session;
import dev.berth.core.store.Database;
import dev.berth.core.store.Tx;
import dev.berth.core.task.Task;
import dev.berth.engine.task.NewTask;
import dev.berth.engine.task.TaskReader;
import dev.berth.server.http.Call;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Finds the task that a call names, when it is the caller's to see, with what belongs to it. */
final class VisibleTasks {
  private final Database database;

  VisibleTasks(Database database) {
    this.database = database;
  }

  /**
   * The task of the path.
   *
   * @throws BerthException {@code NOT_FOUND} also when it is somebody else's
   */
  Task task(Call call) {
    TaskId id = call.path("id", text -> new TaskId(text.toUpperCase(Locale.ROOT)));
    NewTask.Submitter caller = new NewTask.Submitter(call.caller().user(), call.caller().role());
    return database.read(tx -> TaskReader.visible(tx, caller, id));
  }

  /** A task with what its detail needs, on one snapshot. */
  Whole whole(TaskId id) {
    return database.read(
        tx -> {
          Task task =
              tx.tasks()
                  .find(id)
                  .orElseThrow(() -> new BerthException(ErrorCode.NOT_FOUND, "no task " + id));
          return new Whole(task, tx.budgets().find(id), leases(tx, task), tx.sessions().of(id));
        });
  }

  /** Whether the task has ended and holds nothing any more, so that no event can follow. */
  boolean isOver(TaskId id) {
    Whole whole = whole(id);
    return whole.task().status().isTerminal() && whole.held() == 0;
  }

  /** The repository of a task, also after it was removed. */
  Optional<Repository> repository(Task task) {
    return task.spec().repo().flatMap(repo -> database.read(tx -> tx.repos().find(repo.id())));
  }

  Database database() {
    return database;
  }

  private static List<Lease> leases(Tx tx, Task task) {
    return tx.sessions().of(task.id()).stream()
        .flatMap(session -> tx.leases().of(session.id()).stream())
        .toList();
  }

  /** A task with its account, leases and sessions. */
  record Whole(
      Task task,
      Optional<BudgetStore.Account> account,
      List<Lease> leases,
      List<Session> sessions) {
    /** Leases that are not settled. */
    int held() {
      return (int) leases.stream().filter(lease -> !lease.state().isSettled()).count();
    }

    /** Leases that could not be given back so far. */
    int stuck() {
      return (int) leases.stream().filter(lease -> lease.state() == LeaseState.STUCK).count();
    }
  }
}
