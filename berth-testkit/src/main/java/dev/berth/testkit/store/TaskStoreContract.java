package dev.berth.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.core.error.ErrorCode;
import dev.berth.core.id.SessionId;
import dev.berth.core.id.TaskId;
import dev.berth.core.id.UserId;
import dev.berth.core.repo.RepoName;
import dev.berth.core.repo.Repository;
import dev.berth.core.task.IdempotencyStore.Entry;
import dev.berth.core.task.Task;
import dev.berth.core.task.TaskSpec;
import dev.berth.core.task.TaskState;
import dev.berth.core.task.TaskStatus;
import dev.berth.core.task.TaskStore.Filter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Task rows and idempotency keys. */
public abstract class TaskStoreContract extends StoreContract {
  protected TaskStoreContract() {
    super(new Samples());
  }

  @Test
  void keepsEveryFieldOfANewTask() {
    RepoName name = samples.repoName();
    Repository repo = samples.repository(name);
    TaskSpec spec =
        samples.spec(samples.user(), Optional.of(new TaskSpec.RepoRef(repo.id(), name)));
    Task task = withSpec(samples.task(spec.owner()), spec);
    writing(
        tx -> {
          tx.repos().insert(repo);
          tx.tasks().insert(task);
        });
    assertThat(found(tx -> tx.tasks().find(task.id()))).contains(task);
  }

  @Test
  void keepsEveryFieldOfAChangedTask() {
    Task task = write(samples::storedTask);
    SessionId session = new SessionId(samples.id());
    Task changed = worked(task.moved(fullState())).withSession(session);
    assertThat(did(tx -> tx.tasks().update(changed))).isTrue();
    assertThat(found(tx -> tx.tasks().find(task.id()))).contains(changed);
    assertThat(found(tx -> tx.tasks().findBySession(session))).contains(changed);
  }

  @Test
  void whatIsNotThereIsEmpty() {
    assertThat(found(tx -> tx.tasks().find(new TaskId(samples.id())))).isEmpty();
    assertThat(found(tx -> tx.tasks().findBySession(new SessionId(samples.id())))).isEmpty();
    assertThat(rows(tx -> tx.tasks().idsIn(Set.of()))).isEmpty();
  }

  @Test
  void refusesAnUpdateOfAnotherVersion() {
    Task task = write(samples::storedTask);
    Task first = task.moved(fullState());
    assertThat(did(tx -> tx.tasks().update(first))).isTrue();
    assertThat(did(tx -> tx.tasks().update(first))).isFalse();
    assertThat(did(tx -> tx.tasks().update(first.moved(fullState()).moved(fullState())))).isFalse();
    assertThat(found(tx -> tx.tasks().find(task.id()))).contains(first);
  }

  @Test
  void ofTwoWritersOfOneVersionOneWins() {
    Task task = write(samples::storedTask);
    for (long version = 1; version <= 20; version++) {
      Task next = withVersion(task, version + 1);
      List<Boolean> won = together(4, i -> () -> did(tx -> tx.tasks().update(next)));
      assertThat(won).containsExactlyInAnyOrder(true, false, false, false);
    }
  }

  @Test
  void listsNewestFirstWithFiltersBeforeTheLimit() {
    UserId user = samples.user();
    List<Task> tasks = List.of(samples.task(user), samples.task(user), samples.task(user));
    writing(tx -> tasks.forEach(tx.tasks()::insert));
    Task moved = tasks.get(1).moved(state(TaskStatus.QUEUED, Samples.NOW));
    assertThat(did(tx -> tx.tasks().update(moved))).isTrue();

    assertThat(list(user, Set.of(), Optional.empty(), 10))
        .containsExactly(tasks.get(2).id(), tasks.get(1).id(), tasks.get(0).id());
    assertThat(list(user, Set.of(), Optional.of(tasks.get(2).id()), 1))
        .containsExactly(tasks.get(1).id());
    assertThat(list(user, Set.of(TaskStatus.SUBMITTED), Optional.empty(), 2))
        .containsExactly(tasks.get(2).id(), tasks.get(0).id());
    assertThat(list(samples.user(), Set.of(), Optional.empty(), 10)).isEmpty();
  }

  @Test
  void usersTakeTurnsInTheQueue() {
    String all = samples.id();
    List<UserId> users = Stream.of("B", "_", "a").map(u -> new UserId(u + all)).toList();
    List<Task> queued = new ArrayList<>();
    for (int i : List.of(0, 0, 0, 1, 2, 2)) {
      queued.add(
          samples
              .task(users.get(i))
              .moved(state(TaskStatus.QUEUED, Samples.NOW.plusSeconds(queued.size()))));
    }
    writing(
        tx ->
            queued.forEach(
                task -> {
                  tx.tasks().insert(task);
                }));
    // Others' tasks of this database may wait, too: what counts is the order.
    assertThat(order(Optional.empty(), queued)).containsExactly(0, 3, 4, 1, 5, 2);
    assertThat(order(Optional.of(users.get(0)), queued)).containsExactly(3, 4, 0, 5, 1, 2);
    assertThat(order(Optional.of(users.get(2)), queued)).containsExactly(0, 3, 4, 1, 5, 2);
    Task running = queued.getFirst().moved(state(TaskStatus.RUNNING, Samples.NOW));
    assertThat(did(tx -> tx.tasks().update(running))).isTrue();
    assertThat(order(Optional.empty(), queued)).containsExactly(1, 3, 4, 2, 5);
    Map<TaskId, Integer> none =
        read(tx -> tx.tasks().queuePositions(Optional.empty(), Set.of(running.id())));
    assertThat(none).isEmpty();
  }

  /** Indexes of those that wait, by their place. */
  private List<Integer> order(Optional<UserId> servedLast, List<Task> tasks) {
    List<TaskId> ids = tasks.stream().map(Task::id).toList();
    Map<TaskId, Integer> places =
        read(tx -> tx.tasks().queuePositions(servedLast, Set.copyOf(ids)));
    return ids.stream()
        .filter(places::containsKey)
        .sorted(Comparator.comparing(places::get))
        .map(ids::indexOf)
        .toList();
  }

  @Test
  void listsByRepository() {
    RepoName name = samples.repoName();
    Repository repo = samples.repository(name);
    UserId user = samples.user();
    TaskSpec spec = samples.spec(user, Optional.of(new TaskSpec.RepoRef(repo.id(), name)));
    Task with = withSpec(samples.task(user), spec);
    writing(
        tx -> {
          tx.repos().insert(repo);
          tx.tasks().insert(with);
          tx.tasks().insert(samples.task(user));
        });
    Filter filter = new Filter(Optional.empty(), Optional.of(name), Set.of(), Optional.empty(), 10);
    assertThat(rows(tx -> tx.tasks().list(filter))).containsExactly(with);
  }

  @Test
  void queuesByTheTimeOfFirstQueueing() {
    List<Task> tasks = List.of(write(samples::storedTask), write(samples::storedTask));
    writing(
        tx -> {
          tx.tasks()
              .update(tasks.get(0).moved(state(TaskStatus.QUEUED, Samples.NOW.plusMillis(2))));
          tx.tasks()
              .update(tasks.get(1).moved(state(TaskStatus.QUEUED, Samples.NOW.plusMillis(1))));
        });
    assertThat(rows(tx -> tx.tasks().queued()).stream().map(Task::id))
        .containsSubsequence(tasks.get(1).id(), tasks.get(0).id());
    assertThat(rows(tx -> tx.tasks().idsIn(Set.of(TaskStatus.QUEUED))))
        .containsSubsequence(tasks.get(0).id(), tasks.get(1).id());
    assertThat(read(tx -> tx.tasks().countByStatus()).get(TaskStatus.QUEUED))
        .isGreaterThanOrEqualTo(2);
  }

  @Test
  void anIdempotencyKeyStandsForOneTaskPerUser() {
    Task first = write(samples::storedTask);
    Task second = write(samples::storedTask);
    UserId user = first.spec().owner();
    Entry entry = new Entry(first.id(), "ab", Samples.NOW);
    assertThat(did(tx -> tx.idempotency().insert(user, "key", entry))).isTrue();
    Entry other = new Entry(second.id(), "cd", Samples.NOW);
    assertThat(did(tx -> tx.idempotency().insert(user, "key", other))).isFalse();
    assertThat(did(tx -> tx.idempotency().insert(samples.user(), "key", other))).isTrue();
    assertThat(found(tx -> tx.idempotency().find(user, "key"))).contains(entry);
    assertThat(found(tx -> tx.idempotency().find(user, "other"))).isEmpty();
  }

  @Test
  void racesForAnIdempotencyKeyMakeOneTaskAndTellTheOthersWhich() {
    UserId user = samples.user();
    for (int round = 0; round < 5; round++) {
      String key = "race-" + round;
      List<TaskId> answers = together(10, i -> () -> submit(user, key));
      assertThat(Set.copyOf(answers)).hasSize(1);
    }
    Filter all = new Filter(Optional.of(user), Optional.empty(), Set.of(), Optional.empty(), 100);
    assertThat(rows(tx -> tx.tasks().list(all))).hasSize(5);
  }

  private TaskId submit(UserId user, String key) {
    Task task = samples.task(user);
    return write(
        tx -> {
          Entry entry = new Entry(task.id(), "body", Samples.NOW);
          if (!tx.idempotency().insert(user, key, entry)) {
            return tx.idempotency().find(user, key).orElseThrow().task();
          }
          tx.tasks().insert(task);
          return task.id();
        });
  }

  private List<TaskId> list(
      UserId user, Set<TaskStatus> statuses, Optional<TaskId> before, int limit) {
    Filter filter = new Filter(Optional.of(user), Optional.empty(), statuses, before, limit);
    return read(tx -> tx.tasks().list(filter)).stream().map(Task::id).toList();
  }

  private static Task withSpec(Task task, TaskSpec spec) {
    return new Task(task.id(), spec, task.state(), task.session(), task.work(), task.version());
  }

  private static Task withVersion(Task task, long version) {
    return new Task(task.id(), task.spec(), task.state(), task.session(), task.work(), version);
  }

  private static TaskState state(TaskStatus status, Instant queuedAt) {
    TaskState full = fullState();
    TaskState.Moments moments = full.moments();
    return new TaskState(
        status,
        full.since(),
        new TaskState.Moments(
            Optional.of(queuedAt),
            moments.hydratedAt(),
            moments.startedAt(),
            moments.suspendedAt(),
            moments.exitedAt(),
            moments.completedAt()),
        full.ends(),
        full.sums(),
        full.gates(),
        full.fate());
  }

  private static TaskState fullState() {
    Instant now = Samples.NOW;
    return new TaskState(
        TaskStatus.FINALIZING,
        now.plusMillis(1),
        new TaskState.Moments(
            Optional.of(now.plusMillis(2)),
            Optional.of(now.plusMillis(3)),
            Optional.of(now.plusMillis(4)),
            Optional.of(now.plusMillis(5)),
            Optional.of(now.plusMillis(6)),
            Optional.of(now.plusMillis(7))),
        new TaskState.Ends(Optional.of(now.plusMillis(8)), Optional.of(now.plusMillis(9))),
        new TaskState.Sums(
            Duration.ofMillis(10),
            Duration.ofMillis(11),
            Duration.ofMillis(12),
            Duration.ofMillis(13)),
        new TaskState.Gates(1, 2),
        new TaskState.Fate(
            Optional.of(TaskState.Cause.LOST),
            Optional.of(ErrorCode.SESSION_LOST),
            Optional.of("lost, with 'quotes' and\nlines")));
  }

  private static Task worked(Task task) {
    Task.Work work =
        new Task.Work(
            Optional.of("berth/branch"),
            Optional.of("a".repeat(40)),
            Optional.of("b".repeat(40)),
            3,
            Optional.of("https://forge.example/1"),
            Optional.of(true),
            Optional.of(false),
            7,
            6,
            Optional.of("0123456789ab"),
            Optional.of("1.0"),
            Optional.of("bubblewrap"),
            Optional.of("report.md"));
    return new Task(task.id(), task.spec(), task.state(), task.session(), work, task.version());
  }
}
