package dev.berth.engine.admission;

import dev.berth.core.admission.SlotStore;
import dev.berth.core.error.ErrorCode;
import dev.berth.core.id.LeaseId;
import dev.berth.core.id.SessionId;
import dev.berth.core.id.TaskId;
import dev.berth.core.id.Ulid;
import dev.berth.core.id.UserId;
import dev.berth.core.lease.Lease;
import dev.berth.core.lease.LeaseKind;
import dev.berth.core.lease.LeaseOwner;
import dev.berth.core.lease.LeaseState;
import dev.berth.core.lease.Place;
import dev.berth.core.model.BudgetDay;
import dev.berth.core.model.DayScope;
import dev.berth.core.repo.Repository;
import dev.berth.core.session.Session;
import dev.berth.core.session.SessionState;
import dev.berth.core.store.Database;
import dev.berth.core.store.Tx;
import dev.berth.core.task.Decision;
import dev.berth.core.task.Signal;
import dev.berth.core.task.Task;
import dev.berth.core.task.TaskStatus;
import dev.berth.core.time.Time;
import dev.berth.engine.job.JobKind;
import dev.berth.engine.job.Jobs;
import dev.berth.engine.task.TaskDriver;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Admits tasks: the user's slot, the repository's slot, a backend's room and the session's row in
 * one transaction, or none of them. FIFO per (user, repository), round robin over users.
 * Thread-safe.
 */
public final class Admission {
  /** Written by each admission, so that two nodes take turns on PostgreSQL. */
  private static final String LOCK = "admission.lock";

  private static final String SERVED_LAST = "admission.served_last";

  private final Database database;
  private final TaskDriver driver;
  private final Jobs jobs;
  private final Time time;
  private final Ulid ids;
  private final AdmissionSettings settings;

  public Admission(
      Database database,
      TaskDriver driver,
      Jobs jobs,
      Time time,
      Ulid ids,
      AdmissionSettings settings) {
    this.database = database;
    this.driver = driver;
    this.jobs = jobs;
    this.time = time;
    this.ids = ids;
    this.settings = settings;
  }

  /** Admits a submitted task, or queues it. Where others wait, it queues behind them. */
  public void admit(TaskId id) {
    database.write(
        tx -> {
          Optional<Task> found = tx.tasks().find(id);
          if (found.isEmpty() || found.get().status() != TaskStatus.SUBMITTED) {
            return false;
          }
          lock(tx);
          if (tx.tasks().hasQueued()) {
            driver.signal(tx, id, new Signal.NoRoom("queue"));
            jobs.schedule(tx, JobKind.GRANT, "all", time.now());
            return false;
          }
          return switch (take(tx, found.get())) {
            case Taken.Full full -> {
              driver.signal(tx, id, new Signal.NoRoom(full.scope()));
              yield false;
            }
            case Taken.Given given -> served(tx, found.get().spec().owner());
            case Taken.Gone gone -> false;
          };
        });
  }

  /**
   * Admits the next waiting task for which there is room.
   *
   * @return whether one was admitted or refused, so that another look is worth it
   */
  public boolean grantNext() {
    return database.write(
        tx -> {
          lock(tx);
          Set<FairOrder.Line> held = new HashSet<>();
          for (Task task : FairOrder.of(tx.tasks().queued(), servedLast(tx))) {
            if (held.contains(FairOrder.line(task))) {
              continue;
            }
            switch (take(tx, task)) {
              case Taken.Given given -> {
                return served(tx, task.spec().owner());
              }
              case Taken.Gone gone -> {
                return true;
              }
              case Taken.Full full -> {
                if (full.everybody()) {
                  return false;
                }
                held.add(FairOrder.line(task));
              }
            }
          }
          return false;
        });
  }

  /** Where those of these tasks that wait stand, from 1, in the order as it is now. */
  public Map<TaskId, Integer> positions(Tx tx, Set<TaskId> tasks) {
    return tasks.isEmpty() ? Map.of() : tx.tasks().queuePositions(servedLast(tx), tasks);
  }

  /** Sessions at a time. */
  public int capacity() {
    return settings.capacity();
  }

  /** Holds the row that all admissions write until this one commits. */
  private static void lock(Tx tx) {
    tx.installation().putValue(LOCK, "");
  }

  private static Optional<UserId> servedLast(Tx tx) {
    return tx.installation().value(SERVED_LAST).map(UserId::new);
  }

  private static boolean served(Tx tx, UserId user) {
    tx.installation().putValue(SERVED_LAST, user.value());
    return true;
  }

  private Taken take(Tx tx, Task task) {
    Optional<Repository> repo = task.spec().repo().flatMap(ref -> tx.repos().find(ref.id()));
    if (task.spec().repo().isPresent() && repo.filter(Repository::isActive).isEmpty()) {
      driver.signal(
          tx,
          task.id(),
          new Signal.AdmissionRefused(
              ErrorCode.REPO_NOT_ONBOARDED, "the repository was removed while the task waited"));
      return new Taken.Gone();
    }
    Optional<String> shortage = settings.shortage().get();
    if (shortage.isPresent()) {
      return new Taken.Full(shortage.get(), true);
    }
    Optional<DayScope> spent = spentToday(tx, task.spec().owner());
    if (spent.isPresent()) {
      jobs.schedule(tx, JobKind.GRANT, "all", BudgetDay.of(time.now()).end());
      return new Taken.Full(
          spent.get().word() + "_day_budget", spent.get() instanceof DayScope.Installation);
    }
    if (tx.leases().countUnsettled(LeaseKind.CAPACITY) >= settings.capacity()) {
      return new Taken.Full("installation", true);
    }
    if (tx.slots()
        .take(SlotStore.user(task.spec().owner()), settings.perUser(), task.id())
        .isEmpty()) {
      return new Taken.Full("user", false);
    }
    if (repo.isPresent() && !takeRepo(tx, task, repo.get())) {
      tx.slots().free(task.id());
      return new Taken.Full("repository", false);
    }
    return grant(tx, task);
  }

  /**
   * Whose money of the day is spent, but for a hundredth: a task that began with so little would
   * only land. What is reserved may come back, so it does not count.
   */
  private Optional<DayScope> spentToday(Tx tx, UserId owner) {
    BudgetDay today = BudgetDay.of(time.now());
    return Stream.<DayScope>of(new DayScope.Installation(), new DayScope.OfUser(owner))
        .filter(
            scope ->
                settings
                    .days()
                    .of(scope)
                    .filter(
                        limit ->
                            limit - tx.budgets().used(today, scope).spentMicroUsd() <= limit / 100)
                    .isPresent())
        .findFirst();
  }

  private boolean takeRepo(Tx tx, Task task, Repository repo) {
    int limit = repo.settings().maxRunning().orElse(settings.perRepo());
    return tx.slots().take(SlotStore.repo(repo.id()), limit, task.id()).isPresent();
  }

  private Taken grant(Tx tx, Task task) {
    Instant now = time.now();
    SessionId session = new SessionId(ids.next());
    Instant hardEnd = now.plus(settings.longestLife());
    Decision decision = driver.signal(tx, task.id(), new Signal.Granted(session, hardEnd));
    if (!(decision instanceof Decision.Move)) {
      // Cancelled a moment ago: what was taken for it is free again in this transaction.
      tx.slots().free(task.id());
      return new Taken.Gone();
    }
    tx.sessions().insert(requested(session, task.id(), now, hardEnd));
    holdRoom(tx, session, now);
    return new Taken.Given();
  }

  private Session requested(SessionId id, TaskId task, Instant now, Instant hardEnd) {
    return new Session(
        id,
        task,
        settings.backend(),
        SessionState.REQUESTED,
        Optional.empty(),
        Optional.empty(),
        now,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        hardEnd,
        false,
        Optional.empty(),
        Optional.empty(),
        1,
        1);
  }

  /** A backend's room is nothing but its lease, so intending and holding it are one step. */
  private void holdRoom(Tx tx, SessionId session, Instant now) {
    Lease lease =
        new Lease(
            new LeaseId(ids.next()),
            LeaseKind.CAPACITY,
            new LeaseOwner.OfSession(session),
            new Place.Database(),
            Optional.empty(),
            LeaseState.INTENDED,
            1,
            now,
            Optional.empty(),
            List.of(),
            Lease.Attempts.none(),
            Optional.empty(),
            tx.leases().nextSequence(),
            new Lease.Times(now, Optional.empty(), Optional.empty(), Optional.empty()));
    boolean held =
        tx.leases().insert(lease) && tx.leases().hold(lease.id(), 1, settings.backend(), now);
    if (!held) {
      throw new IllegalStateException("a new session is not closing: " + session);
    }
  }

  /** What came of trying. */
  private sealed interface Taken {
    record Given() implements Taken {}

    /** No room; {@code everybody} when no other task could have it either. */
    record Full(String scope, boolean everybody) implements Taken {}

    /** The task no longer waits. */
    record Gone() implements Taken {}
  }
}
