package dev.berth.testkit.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.core.backend.Backend;
import dev.berth.core.backend.Observation;
import dev.berth.core.backend.SandboxSpec;
import dev.berth.core.backend.StopReason;
import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCode;
import dev.berth.core.id.LeaseId;
import dev.berth.core.id.SessionId;
import dev.berth.core.id.Ulid;
import dev.berth.core.lease.Custodian;
import dev.berth.core.lease.HeldLease;
import dev.berth.core.lease.IssuedLeases;
import dev.berth.core.lease.Lease;
import dev.berth.core.lease.LeaseKind;
import dev.berth.core.lease.LeaseOwner;
import dev.berth.core.lease.Presence;
import dev.berth.core.time.SystemTime;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every backend does, whatever its sandboxes are made of. */
public abstract class BackendContract {
  private static final Ulid IDS = new Ulid(new SystemTime(), new SecureRandom());

  /** The ledger's sequence of every lease here. */
  private static final long SEQUENCE = 7;

  private final AtomicReference<Opened> opened = new AtomicReference<>();

  /** A backend on an empty place, with what its sandboxes need. */
  protected abstract Rig open() throws Exception;

  /** What an agent does. */
  public enum Life {
    /** Until it is told to end, which it does at once. */
    WORKS,
    /** Ends with exit code 9 by itself. */
    ENDS_WITH_9
  }

  /** A backend under test with its surroundings. */
  public interface Rig extends AutoCloseable {
    Backend backend();

    /** Another server at the same place. */
    Backend restarted();

    /** A sandbox to be started for this lease. */
    SandboxSpec spec(LeaseId sandbox, Life life) throws Exception;

    /** The agent is at work, or has ended as it should. */
    void begun(LeaseId sandbox);

    /** Waits, or turns the clock, until it is so. */
    void until(BooleanSupplier condition);

    @Override
    void close() throws IOException;
  }

  private record Opened(Rig rig, IssuedLeases leases) {}

  @BeforeEach
  final void openRig() throws Exception {
    Rig rig = open();
    LeaseOwner owner = new LeaseOwner.OfSession(new SessionId(IDS.next()));
    opened.set(
        new Opened(rig, new IssuedLeases(rig.backend().place(), owner, new SystemTime().now())));
  }

  @AfterEach
  final void closeRig() throws Exception {
    rig().close();
  }

  private Rig rig() {
    return opened.get().rig();
  }

  private IssuedLeases leases() {
    return opened.get().leases();
  }

  /** A started sandbox and its workspace, as the ledger has them. */
  private record Started(Lease sandbox, Lease workspace) {}

  private Started start(Life life) throws Exception {
    LeaseId workspaceId = new LeaseId(IDS.next());
    LeaseId sandboxId = new LeaseId(IDS.next());
    String inode =
        rig().backend().createWorkspace(leases().intended(workspaceId, LeaseKind.WORKSPACE));
    String handle = startIn(sandboxId, held(workspaceId, inode), life);
    Started started =
        new Started(
            leases().lease(sandboxId, kind(), Optional.of(handle)),
            leases().lease(workspaceId, LeaseKind.WORKSPACE, Optional.of(inode)));
    rig().begun(sandboxId);
    return started;
  }

  private String startIn(LeaseId sandbox, HeldLease workspace, Life life) throws Exception {
    return rig()
        .backend()
        .start(leases().intended(sandbox, kind()), workspace, rig().spec(sandbox, life));
  }

  private HeldLease held(LeaseId workspace, String handle) {
    return leases().held(workspace, LeaseKind.WORKSPACE, handle);
  }

  private LeaseKind kind() {
    return rig().backend().sandboxKind();
  }

  private Custodian sandboxes() {
    return custodian(kind());
  }

  private Custodian custodian(LeaseKind kind) {
    return rig().backend().custodians().stream()
        .filter(c -> c.kind() == kind)
        .findFirst()
        .orElseThrow();
  }

  private void untilEnded(Lease sandbox) {
    rig().until(() -> rig().backend().observe(sandbox) instanceof Observation.Ended);
  }

  private void released(Started started) {
    rig()
        .until(
            () -> {
              sandboxes().release(started.sandbox());
              return sandboxes().look(started.sandbox()) instanceof Presence.Absent;
            });
    custodian(LeaseKind.WORKSPACE).release(started.workspace());
    assertThat(custodian(LeaseKind.WORKSPACE).look(started.workspace()))
        .isInstanceOf(Presence.Absent.class);
  }

  private Observation.Ended end(Lease sandbox) {
    return (Observation.Ended) rig().backend().observe(sandbox);
  }

  @Test
  final void aSandboxIsSeenFromItsStartToItsReleaseAndLeavesNothing() throws Exception {
    assertThat(rig().backend().probe().problems()).isEmpty();
    assertThat(rig().backend().probe().works()).isTrue();
    assertThat(rig().backend().isolation()).isNotEmpty();
    Started started = start(Life.WORKS);
    assertThat(rig().backend().observe(started.sandbox())).isInstanceOf(Observation.Running.class);
    String handle = started.sandbox().handle().orElseThrow();
    assertThat(sandboxes().look(started.sandbox())).isEqualTo(new Presence.Present(handle));
    assertThat(sandboxes().look(leases().lease(started.sandbox().id(), kind(), Optional.empty())))
        .as("a start whose server died before it wrote the handle down is found with it")
        .isEqualTo(new Presence.Present(handle));
    Custodian.Listing listing = sandboxes().list();
    assertThat(listing.complete()).isTrue();
    assertThat(listing.things())
        .containsExactly(
            new Custodian.Thing(started.sandbox().id(), handle, Optional.of(SEQUENCE)));
    assertThat(custodian(LeaseKind.WORKSPACE).list().things())
        .extracting(Custodian.Thing::name)
        .containsExactly(started.workspace().id());

    released(started);
    assertThat(sandboxes().list()).isEqualTo(new Custodian.Listing(true, List.of()));
    sandboxes().release(started.sandbox());
    custodian(LeaseKind.WORKSPACE).release(started.workspace());
    assertThat(sandboxes().look(started.sandbox()))
        .as("releasing twice is releasing once")
        .isInstanceOf(Presence.Absent.class);
  }

  @Test
  final void anEndIsObservedWithItsExitCode() throws Exception {
    Started started = start(Life.ENDS_WITH_9);
    untilEnded(started.sandbox());
    assertThat(end(started.sandbox()).exitCode()).contains(9);
    assertThat(end(started.sandbox()).limit()).isEmpty();
    released(started);
  }

  @Test
  final void anotherServerFindsASandboxAndStopsItSoftly() throws Exception {
    Started started = start(Life.WORKS);
    Backend restarted = rig().restarted();
    assertThat(restarted.observe(started.sandbox())).isInstanceOf(Observation.Running.class);
    restarted.stop(started.sandbox(), Duration.ofSeconds(5), StopReason.CLOSING);
    untilEnded(started.sandbox());
    restarted.stop(started.sandbox(), Duration.ZERO, StopReason.CLOSING);
    assertThat(end(started.sandbox()).limit()).isEmpty();
    released(started);
  }

  @Test
  final void oneThatIsStoppedForTheHostsDiskSaysSo() throws Exception {
    Started started = start(Life.WORKS);
    rig().backend().stop(started.sandbox(), Duration.ZERO, StopReason.DISK_FLOOR);
    untilEnded(started.sandbox());
    assertThat(end(started.sandbox()).limit()).contains(Observation.Limit.DISK_FLOOR);
    released(started);
  }

  @Test
  final void onlyWhatCarriesTheProofIsTouched() throws Exception {
    Started one = start(Life.WORKS);
    Lease never = leases().lease(new LeaseId(IDS.next()), kind(), Optional.empty());
    assertThat(sandboxes().look(never)).isInstanceOf(Presence.Absent.class);
    sandboxes().release(never);
    Lease forged =
        leases().lease(new LeaseId(IDS.next()), kind(), Optional.of(one.sandbox().handle().get()));
    sandboxes().release(forged);
    assertThatThrownBy(() -> startIn(one.sandbox().id(), heldBy(one), Life.WORKS))
        .as("a name is used once")
        .isInstanceOf(BerthException.class);
    assertThat(rig().backend().observe(one.sandbox())).isInstanceOf(Observation.Running.class);
    released(one);
  }

  private HeldLease heldBy(Started started) {
    return held(started.workspace().id(), started.workspace().handle().orElseThrow());
  }

  @Test
  final void nothingStartsOverAWorkspaceThatIsNotThere() {
    LeaseId sandbox = new LeaseId(IDS.next());
    assertThatThrownBy(() -> startIn(sandbox, held(new LeaseId(IDS.next()), "0:0"), Life.WORKS))
        .isInstanceOf(BerthException.class);
    assertThat(sandboxes().look(leases().lease(sandbox, kind(), Optional.empty())))
        .isInstanceOf(Presence.Absent.class);
  }

  @Test
  final void aSuspendedSandboxIsThereAndEndsWhenItIsTold() throws Exception {
    Backend backend = rig().backend();
    Started started = start(Life.WORKS);
    if (backend.canSuspend()) {
      backend.suspend(started.sandbox());
      backend.suspend(started.sandbox());
      assertThat(backend.observe(started.sandbox())).isInstanceOf(Observation.Running.class);
      backend.resume(started.sandbox());
      backend.resume(started.sandbox());
      backend.suspend(started.sandbox());
      rig().restarted().stop(started.sandbox(), Duration.ofSeconds(5), StopReason.CLOSING);
      untilEnded(started.sandbox());
      backend.suspend(started.sandbox());
      backend.resume(started.sandbox());
    } else {
      for (var call :
          List.<Runnable>of(
              () -> backend.suspend(started.sandbox()), () -> backend.resume(started.sandbox()))) {
        assertThatThrownBy(call::run)
            .isInstanceOfSatisfying(
                BerthException.class,
                e -> assertThat(e.code()).isEqualTo(ErrorCode.SUSPEND_UNSUPPORTED));
      }
    }
    released(started);
  }
}
