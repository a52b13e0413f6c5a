package dev.berth.bench.cleanup;

import dev.berth.core.id.LeaseId;
import dev.berth.core.id.NodeId;
import dev.berth.core.id.Ulid;
import dev.berth.core.id.UserId;
import dev.berth.core.lease.HeldLease;
import dev.berth.core.lease.Lease;
import dev.berth.core.lease.LeaseKind;
import dev.berth.core.lease.LeaseOwner;
import dev.berth.core.lease.LeaseRequest;
import dev.berth.core.lease.Ledger;
import dev.berth.core.lease.Place;
import dev.berth.core.session.Session;
import dev.berth.core.session.SessionState;
import dev.berth.core.store.Database;
import dev.berth.core.task.LifecycleLimits;
import dev.berth.core.task.Signal;
import dev.berth.core.task.TaskLifecycle;
import dev.berth.core.time.SystemTime;
import dev.berth.core.time.Time;
import dev.berth.core.waypoint.Waypoints;
import dev.berth.engine.cleanup.Breakers;
import dev.berth.engine.cleanup.CleanupSettings;
import dev.berth.engine.cleanup.Custodians;
import dev.berth.engine.cleanup.LeaseRelease;
import dev.berth.engine.cleanup.SessionCleanup;
import dev.berth.engine.job.DurableJobs;
import dev.berth.engine.job.JobKind;
import dev.berth.engine.job.JobWorker;
import dev.berth.engine.job.Jobs;
import dev.berth.engine.job.WorkerSettings;
import dev.berth.engine.session.EngineParts;
import dev.berth.engine.task.CommandWriter;
import dev.berth.engine.task.TaskDriver;
import dev.berth.store.sqlite.SqliteDatabase;
import dev.berth.testkit.backend.FakeBackend;
import dev.berth.testkit.fault.Faults;
import dev.berth.testkit.gateway.FakeDoors;
import dev.berth.testkit.store.Samples;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Cleanup with the real store and the real job worker, of things that only take time to go. */
final class Cleaning implements AutoCloseable {
  private static final Duration LOOK = Duration.ofMillis(1);
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Time time = new SystemTime();
  private final Place place = new Place.Host("bench", "boot");
  private final Samples samples = new Samples();
  private final ExecutorService steps = Executors.newVirtualThreadPerTaskExecutor();
  private final SlowThings things = new SlowThings(time, place);
  private final Database database;
  private final Jobs jobs;
  private final TaskDriver driver;
  private final Ledger ledger;
  private final LeaseRelease release;
  private final JobWorker worker;

  static Cleaning start(Path data) {
    return new Cleaning(data);
  }

  private Cleaning(Path data) {
    SecureRandom random = new SecureRandom();
    Ulid ids = new Ulid(time, random);
    database = SqliteDatabase.open(data, ids, time, random);
    jobs = new DurableJobs(database, time);
    driver =
        new TaskDriver(
            database,
            new TaskLifecycle(LifecycleLimits.defaults()),
            new CommandWriter(jobs),
            time,
            Waypoints.none());
    ledger = new Ledger(database, time, ids, Waypoints.none());
    NodeId node = new NodeId(ids.next());
    EngineParts parts = new EngineParts(database, driver, jobs, time, ids, node, ledger);
    Faults none = new Faults();
    release =
        new LeaseRelease(
            parts,
            new Custodians(List.of(things)),
            new FakeBackend(time, place, none),
            new Breakers(time),
            CleanupSettings.defaults(),
            random);
    SessionCleanup cleanup =
        new SessionCleanup(parts, new FakeDoors(database, time, place, none), release, steps);
    worker =
        new JobWorker(
            database,
            List.of(cleanup),
            new WorkerSettings(node.value(), Set.of(), 16),
            time,
            random,
            Waypoints.none());
    worker.start();
  }

  /** A session whose task has ended and which holds these chains, each in the order of its end. */
  private Held held(List<List<Duration>> chains) {
    Session session = database.write(tx -> samples.storedSession(tx));
    driver.signal(session.task(), new Signal.Cancel(new UserId("somebody"), Optional.empty()));
    List<LeaseId> all = new ArrayList<>();
    for (List<Duration> chain : chains) {
      List<HeldLease> after = List.of();
      for (Duration duration : chain) {
        HeldLease lease =
            ledger.acquire(
                new LeaseRequest(
                    LeaseKind.GATEWAY_GRANT,
                    new LeaseOwner.OfSession(session.id()),
                    place,
                    Duration.ofSeconds(30),
                    after),
                things.taking(duration));
        after = List.of(lease);
        all.add(lease.id());
      }
    }
    return new Held(session, all);
  }

  private record Held(Session session, List<LeaseId> leases) {}

  /** Nanoseconds from the commit that closes the session until it holds nothing. */
  long asTheServerDoes(List<List<Duration>> chains) throws InterruptedException {
    Held held = held(chains);
    long begin = time.nanos();
    database.write(
        tx -> {
          tx.sessions().update(tx.sessions().find(held.session().id()).orElseThrow().closing());
          jobs.schedule(tx, JobKind.CLEANUP, held.session().id().value(), time.now());
          return true;
        });
    while (!isStopped(held.session())) {
      if (time.nanos() - begin > PATIENCE.toNanos()) {
        throw new IllegalStateException("a session is not given back");
      }
      time.sleep(LOOK);
    }
    return time.nanos() - begin;
  }

  private boolean isStopped(Session session) {
    return database.read(tx -> tx.sessions().find(session.id())).orElseThrow().state()
        == SessionState.STOPPED;
  }

  /**
   * Nanoseconds that the same leases take with the same steps, none begun before the last ended.
   */
  long oneAfterTheOther(List<List<Duration>> chains) throws InterruptedException {
    Held held = held(chains);
    long begin = time.nanos();
    for (LeaseId id : held.leases()) {
      while (release.step(id) instanceof LeaseRelease.Step.Later) {
        time.sleep(LOOK);
      }
      Lease lease = database.read(tx -> tx.leases().find(id)).orElseThrow();
      if (!lease.state().isSettled()) {
        throw new IllegalStateException("not given back: " + lease);
      }
    }
    return time.nanos() - begin;
  }

  @Override
  public void close() {
    worker.close();
    steps.shutdown();
    database.close();
  }
}
