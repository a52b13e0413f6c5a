package dev.berth.engine.cleanup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.core.id.LeaseId;
import dev.berth.core.id.NodeId;
import dev.berth.core.id.Ulid;
import dev.berth.core.id.UserId;
import dev.berth.core.lease.Custodian;
import dev.berth.core.lease.HeldLease;
import dev.berth.core.lease.IntendedLease;
import dev.berth.core.lease.Lease;
import dev.berth.core.lease.LeaseKind;
import dev.berth.core.lease.LeaseOwner;
import dev.berth.core.lease.LeaseRequest;
import dev.berth.core.lease.LeaseState;
import dev.berth.core.lease.Ledger;
import dev.berth.core.lease.Place;
import dev.berth.core.lease.Presence;
import dev.berth.core.session.Session;
import dev.berth.core.session.SessionState;
import dev.berth.core.store.Database;
import dev.berth.core.task.LifecycleLimits;
import dev.berth.core.task.Signal;
import dev.berth.core.task.TaskLifecycle;
import dev.berth.core.time.SystemTime;
import dev.berth.core.time.Time;
import dev.berth.core.waypoint.Waypoints;
import dev.berth.engine.job.DurableJobs;
import dev.berth.engine.job.JobHandler;
import dev.berth.engine.job.Jobs;
import dev.berth.engine.session.EngineParts;
import dev.berth.engine.store.TestDatabase;
import dev.berth.engine.task.CommandWriter;
import dev.berth.engine.task.TaskDriver;
import dev.berth.testkit.backend.FakeBackend;
import dev.berth.testkit.fault.Faults;
import dev.berth.testkit.gateway.FakeDoors;
import dev.berth.testkit.store.Samples;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Steps of one session run side by side on real threads: what hangs holds up nobody else. */
final class SideBySideTest {
  private static final Place PLACE = new Place.Host("machine", "boot");

  @TempDir Path directory;
  private final Time time = new SystemTime();
  private final Ulid ids = new Ulid(time, new SplittableRandom(1));
  private final Things things = new Things();
  private Database database;
  private Ledger ledger;
  private SessionCleanup cleanup;
  private LeaseRelease release;
  private Session session;

  /** Things that are gone as soon as they are asked to go, but for one that never answers. */
  private static final class Things implements Custodian {
    final Set<LeaseId> there = ConcurrentHashMap.newKeySet();
    final Set<LeaseId> hanging = ConcurrentHashMap.newKeySet();
    final CountDownLatch answering = new CountDownLatch(1);
    final AtomicInteger calls = new AtomicInteger();

    @Override
    public LeaseKind kind() {
      return LeaseKind.GATEWAY_GRANT;
    }

    @Override
    public Place place() {
      return PLACE;
    }

    @Override
    public Presence look(Lease lease) {
      return there.contains(lease.id())
          ? new Presence.Present(lease.id().value())
          : new Presence.Absent("no such thing");
    }

    @Override
    public void release(Lease lease) {
      if (hanging.contains(lease.id())) {
        calls.incrementAndGet();
        try {
          answering.await();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      }
      there.remove(lease.id());
    }

    @Override
    public Listing list() {
      return new Listing(true, List.of());
    }
  }

  @BeforeEach
  void open() {
    database = TestDatabase.open(directory);
    Jobs jobs = new DurableJobs(database, time);
    TaskDriver driver =
        new TaskDriver(
            database,
            new TaskLifecycle(LifecycleLimits.defaults()),
            new CommandWriter(jobs),
            time,
            Waypoints.none());
    ledger = new Ledger(database, time, ids, Waypoints.none());
    EngineParts parts =
        new EngineParts(database, driver, jobs, time, ids, new NodeId(ids.next()), ledger);
    Faults none = new Faults();
    release =
        new LeaseRelease(
            parts,
            new Custodians(List.of(things)),
            new FakeBackend(time, PLACE, none),
            new Breakers(time),
            CleanupSettings.defaults(),
            new SplittableRandom(2));
    cleanup =
        new SessionCleanup(
            parts,
            new FakeDoors(database, time, PLACE, none),
            release,
            step -> Thread.ofVirtual().start(step));
    session = database.write(tx -> new Samples().storedSession(tx));
    driver.signal(session.task(), new Signal.Cancel(new UserId("somebody"), Optional.empty()));
  }

  @AfterEach
  void close() {
    things.answering.countDown();
    database.close();
  }

  private HeldLease held(HeldLease... after) {
    return ledger.acquire(
        new LeaseRequest(
            LeaseKind.GATEWAY_GRANT,
            new LeaseOwner.OfSession(session.id()),
            PLACE,
            Duration.ofSeconds(10),
            List.of(after)),
        new Ledger.Maker() {
          @Override
          public String make(IntendedLease lease) {
            things.there.add(lease.name());
            return lease.name().value();
          }

          @Override
          public void unmake(IntendedLease lease, String handle) {
            things.there.remove(lease.name());
          }
        });
  }

  private void closing() {
    database.write(
        tx -> tx.sessions().update(tx.sessions().find(session.id()).orElseThrow().closing()));
  }

  private LeaseState state(HeldLease lease) {
    return database.read(tx -> tx.leases().find(lease.id())).orElseThrow().state();
  }

  @Test
  void aChainIsGivenBackInOnePassAndTheSessionEnds() {
    HeldLease first = held();
    HeldLease second = held(first);
    HeldLease third = held(second);
    closing();
    assertThat(cleanup.run(session.id().value())).isEqualTo(JobHandler.Next.done());
    assertThat(List.of(state(first), state(second), state(third)))
        .containsOnly(LeaseState.RELEASED);
    assertThat(database.read(tx -> tx.sessions().find(session.id())).orElseThrow().state())
        .isEqualTo(SessionState.STOPPED);
    assertThat(release.figures().settled(LeaseKind.GATEWAY_GRANT, LeaseState.RELEASED))
        .isEqualTo(3);
  }

  @Test
  void whatHangsHoldsUpNobodyElseAndIsAskedOnce() {
    HeldLease hanging = held();
    HeldLease behind = held(hanging);
    HeldLease first = held();
    HeldLease second = held(first);
    things.hanging.add(hanging.id());
    closing();
    assertThat(cleanup.run(session.id().value())).isInstanceOf(JobHandler.Next.Again.class);
    Map<String, LeaseState> after = Map.of("first", state(first), "second", state(second));
    assertThat(after)
        .containsOnly(
            Map.entry("first", LeaseState.RELEASED), Map.entry("second", LeaseState.RELEASED));
    assertThat(state(hanging)).isEqualTo(LeaseState.RELEASING);
    assertThat(state(behind)).isEqualTo(LeaseState.HELD);
    assertThat(cleanup.run(session.id().value())).isInstanceOf(JobHandler.Next.Again.class);
    assertThat(things.calls).hasValue(1);
  }
}
