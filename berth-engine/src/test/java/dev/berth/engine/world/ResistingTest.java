package dev.berth.engine.world;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCode;
import dev.berth.core.id.LeaseId;
import dev.berth.core.id.TaskId;
import dev.berth.core.id.UserId;
import dev.berth.core.lease.Custodian;
import dev.berth.core.lease.Lease;
import dev.berth.core.lease.LeaseKind;
import dev.berth.core.lease.LeaseOwner;
import dev.berth.core.lease.LeaseState;
import dev.berth.core.lease.Place;
import dev.berth.core.lease.Presence;
import dev.berth.core.task.Signal;
import dev.berth.core.task.TaskStatus;
import dev.berth.engine.cleanup.LeaseRelease;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Dependencies that are down, steps that hang, answers that are wrong. */
final class ResistingTest {
  private static final int SESSIONS = 500;

  @TempDir(factory = InMemory.class)
  Path directory;

  private World world;
  private final FakeCloud cloud = new FakeCloud();

  @BeforeEach
  void open() {
    world = new World(directory);
  }

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void manySessionsMakeAtMostTenCallsAMinuteToADeadDependencyAndNoneIsStuckForIt() {
    world.custodian = each -> each.kind() == LeaseKind.BRANCH ? cloud : each;
    world.restart();
    List<LeaseId> leases = held(SESSIONS);
    cloud.isDead = true;
    Map<LeaseId, Instant> next = new HashMap<>();
    for (int second = 0; second < 180; second++) {
      steps(leases, next);
      world.time.advance(Duration.ofSeconds(1));
    }
    for (int minute = 0; minute < 3; minute++) {
      assertThat(cloud.callsIn(minute)).as("minute %d", minute).isBetween(1, 10);
    }
    assertThat(states(leases)).doesNotContainKey(LeaseState.STUCK);
    assertThat(attempts(leases)).isLessThanOrEqualTo(10);
    cloud.isDead = false;
    // One by one: whoever looks at a thing that has only just been asked to go is not stuck either.
    cloud.looksBeforeGone = 1;
    for (int second = 0; second < 60; second++) {
      steps(leases, next);
      world.time.advance(Duration.ofSeconds(1));
    }
    assertThat(states(leases)).isEqualTo(Map.of(LeaseState.RELEASED, SESSIONS));
  }

  @Test
  void oneThingThatFailsAgainAndAgainIsStuckAndItsDependencyIsNot() {
    world.custodian = each -> each.kind() == LeaseKind.BRANCH ? cloud : each;
    world.restart();
    List<LeaseId> leases = held(2);
    cloud.broken.add(leases.getFirst());
    Map<LeaseId, Instant> next = new HashMap<>();
    for (int second = 0; second < 200; second++) {
      steps(leases, next);
      world.time.advance(Duration.ofSeconds(1));
    }
    assertThat(states(leases)).isEqualTo(Map.of(LeaseState.STUCK, 1, LeaseState.RELEASED, 1));
  }

  @Test
  void aFailedStepNeverPreventsAnother() {
    world.script.hangs = true;
    TaskId id = world.admit();
    world.runUntil(id, TaskStatus.RUNNING);
    world.faults.breakDown("doors.release", new IllegalStateException("a defect"));
    cancel(id);
    world.run(Duration.ofMinutes(5));
    assertThat(world.task(id).status()).isEqualTo(TaskStatus.CANCELLED);
    assertThat(world.backend.running()).isEmpty();
    assertThat(world.backend.workspaces()).isEmpty();
    world.faults.heal("doors.release");
    world.run(Duration.ofMinutes(2));
    world.assertBalanced(id);
  }

  @Test
  void oneAnswerThatNothingIsThereProvesNothing() {
    world.custodian = each -> each.kind() == LeaseKind.WORKSPACE ? new Lying(each) : each;
    world.restart();
    TaskId id = world.admit();
    world.runToTheEnd(id, Duration.ofMinutes(15));
    world.assertBalanced(id);
  }

  private void cancel(TaskId id) {
    world.engine.parts.driver().signal(id, new Signal.Cancel(new UserId("ann"), Optional.empty()));
  }

  private void steps(List<LeaseId> leases, Map<LeaseId, Instant> next) {
    Instant now = world.time.now();
    for (LeaseId lease : leases) {
      if (!now.isBefore(next.getOrDefault(lease, now))) {
        next.put(
            lease,
            switch (world.engine.release.step(lease)) {
              case LeaseRelease.Step.Settled _ -> Instant.MAX;
              case LeaseRelease.Step.Later later -> later.at();
              case LeaseRelease.Step.Elsewhere _ -> Instant.MAX;
              case LeaseRelease.Step.Stuck stuck -> stuck.next();
            });
      }
    }
  }

  private Map<LeaseState, Integer> states(List<LeaseId> leases) {
    Map<LeaseState, Integer> states = new HashMap<>();
    leases.forEach(id -> states.merge(lease(id).state(), 1, Integer::sum));
    return states;
  }

  private int attempts(List<LeaseId> leases) {
    return leases.stream().mapToInt(id -> lease(id).attempts().count()).sum();
  }

  private Lease lease(LeaseId id) {
    return world.database.read(tx -> tx.leases().find(id)).orElseThrow();
  }

  private List<LeaseId> held(int count) {
    Instant now = world.time.now();
    List<LeaseId> ids = new ArrayList<>();
    world.database.write(
        tx -> {
          for (int i = 0; i < count; i++) {
            LeaseId id = world.strangeName();
            ids.add(id);
            tx.leases()
                .insert(
                    new Lease(
                        id,
                        LeaseKind.BRANCH,
                        new LeaseOwner.OfInstallation(),
                        cloud.place(),
                        Optional.of("branch " + id),
                        LeaseState.HELD,
                        1,
                        now,
                        Optional.empty(),
                        List.of(),
                        Lease.Attempts.none(),
                        Optional.empty(),
                        tx.leases().nextSequence(),
                        new Lease.Times(
                            now, Optional.of(now), Optional.empty(), Optional.empty())));
          }
          return true;
        });
    return ids;
  }

  /** Something that many sessions need, which counts who asks it. */
  private final class FakeCloud implements Custodian {
    private final Map<Long, Integer> calls = new HashMap<>();
    private final Map<LeaseId, Integer> looks = new HashMap<>();
    private final List<LeaseId> broken = new ArrayList<>();
    private Optional<Instant> first = Optional.empty();
    private boolean isDead;
    private int looksBeforeGone;

    int callsIn(int minute) {
      return calls.getOrDefault((long) minute, 0);
    }

    private void called(LeaseId lease) {
      Instant now = world.time.now();
      Instant start = first.orElse(now);
      first = Optional.of(start);
      calls.merge(Duration.between(start, now).toMinutes(), 1, Integer::sum);
      if (isDead || broken.contains(lease)) {
        throw new BerthException(ErrorCode.UNAVAILABLE, "no answer");
      }
    }

    @Override
    public LeaseKind kind() {
      return LeaseKind.BRANCH;
    }

    @Override
    public Place place() {
      return new Place.Cloud("forge", "far away");
    }

    @Override
    public Presence look(Lease lease) {
      called(lease.id());
      return looks.merge(lease.id(), 1, Integer::sum) > looksBeforeGone
          ? new Presence.Absent("gone")
          : new Presence.Present("there");
    }

    @Override
    public void release(Lease lease) {
      called(lease.id());
    }

    @Override
    public Listing list() {
      return new Listing(false, List.of());
    }
  }

  /** A custodian that every other time says that nothing is there, and forgets every other call. */
  private static final class Lying implements Custodian {
    private final Custodian real;
    private int looks;
    private int releases;

    Lying(Custodian real) {
      this.real = real;
    }

    @Override
    public LeaseKind kind() {
      return real.kind();
    }

    @Override
    public Place place() {
      return real.place();
    }

    @Override
    public Presence look(Lease lease) {
      return looks++ % 2 == 0 ? new Presence.Absent("so it seems") : real.look(lease);
    }

    @Override
    public void release(Lease lease) {
      if (releases++ % 2 == 1) {
        real.release(lease);
      }
    }

    @Override
    public Listing list() {
      return real.list();
    }
  }
}
