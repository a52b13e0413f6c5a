package dev.berth.engine.task;

import dev.berth.core.access.Role;
import dev.berth.core.id.SessionId;
import dev.berth.core.id.TaskId;
import dev.berth.core.id.Ulid;
import dev.berth.core.id.UserId;
import dev.berth.core.lease.Lease;
import dev.berth.core.lease.LeaseState;
import dev.berth.core.model.DayLimits;
import dev.berth.core.repo.RepoName;
import dev.berth.core.repo.Repository;
import dev.berth.core.screen.BuiltInScreen;
import dev.berth.core.store.Database;
import dev.berth.core.task.LifecycleLimits;
import dev.berth.core.task.Task;
import dev.berth.core.task.TaskLifecycle;
import dev.berth.core.task.TaskStatus;
import dev.berth.core.waypoint.Waypoints;
import dev.berth.engine.admission.Admission;
import dev.berth.engine.admission.AdmissionSettings;
import dev.berth.engine.admission.AdmitJob;
import dev.berth.engine.admission.GrantJob;
import dev.berth.engine.gate.NoRules;
import dev.berth.engine.job.DurableJobs;
import dev.berth.engine.job.JobKind;
import dev.berth.engine.job.Jobs;
import dev.berth.engine.job.ManualJobs;
import dev.berth.engine.workflow.Workflows;
import dev.berth.store.sqlite.SqliteDatabase;
import dev.berth.testkit.store.Samples;
import dev.berth.testkit.time.VirtualTime;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/** The task side of the engine over a real database, on virtual time, with jobs run by hand. */
final class Bench implements AutoCloseable {
  final VirtualTime time = new VirtualTime();
  final Samples samples = new Samples();
  final Database database;
  final Jobs jobs;
  private final ManualJobs worker;
  final TaskDriver driver;
  final Admission admission;
  final Admission otherNode;
  final Tasks tasks;
  final TaskReader reader;
  final TaskLifecycle lifecycle = new TaskLifecycle(LifecycleLimits.defaults());

  Bench(Path directory, AdmissionSettings settings) {
    SplittableRandom random = new SplittableRandom(7);
    Ulid ids = new Ulid(time, random);
    database = SqliteDatabase.open(directory, ids, time, random);
    jobs = new DurableJobs(database, time);
    driver = new TaskDriver(database, lifecycle, new CommandWriter(jobs), time, Waypoints.none());
    admission = new Admission(database, driver, jobs, time, ids, settings);
    otherNode = new Admission(database, driver, jobs, time, ids, settings);
    tasks =
        new Tasks(
            new Tasks.Parts(database, driver, lifecycle, jobs, time, ids),
            Workflows.load(Optional.empty()),
            TaskLimitsConfig.defaults(),
            new NoRules(),
            task -> true,
            new BuiltInScreen());
    reader = new TaskReader(database, admission);
    worker =
        new ManualJobs(
            database,
            List.of(
                new AdmitJob(admission),
                new GrantJob(admission, time),
                new DeadlineJob(database, driver, lifecycle)),
            "bench",
            time,
            random);
  }

  static AdmissionSettings room(int capacity, int perUser, int perRepo) {
    return room(capacity, perUser, perRepo, Optional::empty);
  }

  static AdmissionSettings room(
      int capacity, int perUser, int perRepo, Supplier<Optional<String>> shortage) {
    return new AdmissionSettings(
        "process", capacity, Duration.ofHours(24), perUser, perRepo, shortage, DayLimits.none());
  }

  /** Room for everybody whose money of the day is not spent. */
  static AdmissionSettings moneyFor(DayLimits days) {
    return new AdmissionSettings(
        "process", 10, Duration.ofHours(24), 10, 10, Optional::empty, days);
  }

  Repository repo() {
    Repository repo = samples.repository(samples.repoName());
    database.write(
        tx -> {
          tx.repos().insert(repo);
          return repo;
        });
    return repo;
  }

  static NewTask.Submitter user(String name) {
    return new NewTask.Submitter(new UserId(name), Role.USER);
  }

  static NewTask request(NewTask.Submitter by, Optional<RepoName> repo) {
    return new NewTask(
        by,
        repo.map(RepoName::toString),
        Optional.empty(),
        Optional.empty(),
        Optional.of("Fix the failing test"),
        repo.map(name -> "coding/new-task-v1"),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        0,
        false,
        "api");
  }

  /** Submits and runs what is due. */
  TaskId submit(String user, Optional<RepoName> repo) {
    TaskId id = tasks.submit(request(user(user), repo), Optional.empty()).task().id();
    runDue();
    return id;
  }

  /** Runs every job that is due and has a handler here. */
  void runDue() {
    worker.runDue();
  }

  /** Whether such a job waits. */
  boolean waits(JobKind kind, String key) {
    return worker.waiting().contains(kind.stored() + " " + key);
  }

  Task task(TaskId id) {
    return database.read(tx -> tx.tasks().find(id)).orElseThrow();
  }

  TaskStatus status(TaskId id) {
    return task(id).status();
  }

  List<String> events(TaskId id) {
    return database.read(tx -> tx.events().after(id, 0, 100)).stream()
        .map(event -> event.type().wire())
        .toList();
  }

  void advance(Duration duration) {
    time.advance(duration);
    runDue();
  }

  /** What the cleanup does when a session's compute is gone: its room is free again. */
  void giveRoomBack(TaskId id) {
    settleRoom(id);
    database.write(
        tx -> {
          jobs.schedule(tx, JobKind.GRANT, "all", time.now());
          return true;
        });
    runDue();
  }

  /** The room is free, and nobody has been told yet. */
  void settleRoom(TaskId id) {
    SessionId session = task(id).session().orElseThrow();
    database.write(
        tx -> {
          for (Lease lease : tx.leases().of(session)) {
            tx.leases()
                .settle(lease.id(), lease.epoch(), LeaseState.RELEASED, "free again", time.now());
          }
          return true;
        });
  }

  @Override
  public void close() {
    database.close();
  }
}
