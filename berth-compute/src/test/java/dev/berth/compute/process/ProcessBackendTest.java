package dev.berth.compute.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.berth.compute.host.Handle;
import dev.berth.compute.host.HostProcesses;
import dev.berth.compute.process.ProcessSettings.Isolation;
import dev.berth.core.backend.Observation;
import dev.berth.core.backend.StopReason;
import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCode;
import dev.berth.core.lease.Lease;
import dev.berth.core.lease.LeaseKind;
import dev.berth.core.lease.LeaseState;
import dev.berth.core.lease.Presence;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Start, observation, stop and release of sessions by leases, on this very host. */
final class ProcessBackendTest {
  @TempDir private Path data;

  @Test
  void aSessionIsSeenFromItsStartToItsReleaseAndLeavesNothing() throws Exception {
    try (TestHost host = TestHost.sandboxed(data)) {
      TestHost.Session session = host.start("echo up; sleep 1000", TestHost.limits());
      assertThat(session.observed()).isInstanceOf(Observation.Running.class);
      await().until(() -> session.output().contains("up"));
      var custodian = host.custodian(LeaseKind.PROCESS);
      assertThat(custodian.look(session.process)).isInstanceOf(Presence.Present.class);
      assertThat(custodian.look(withoutHandle(session.process)))
          .as("a start whose server died before it wrote the handle down is found with it")
          .isEqualTo(new Presence.Present(session.process.handle().orElseThrow()));
      assertThat(custodian.list().complete()).isTrue();
      assertThat(custodian.list().things())
          .singleElement()
          .satisfies(
              thing -> {
                assertThat(thing.name()).isEqualTo(session.process.id());
                assertThat(thing.handle()).isEqualTo(session.process.handle().orElseThrow());
                assertThat(thing.sequence()).contains(7L);
              });

      assertThatThrownBy(() -> host.custodian(LeaseKind.WORKSPACE).release(session.workspace))
          .as("a workspace in use is not deleted")
          .isInstanceOf(BerthException.class);

      session.release();
      assertThat(custodian.look(session.process)).isInstanceOf(Presence.Absent.class);
      assertThat(host.custodian(LeaseKind.WORKSPACE).look(session.workspace))
          .isInstanceOf(Presence.Absent.class);
      assertThat(custodian.list().things()).isEmpty();
      assertThat(data.resolve("sessions")).isEmptyDirectory();
      assertThat(data.resolve("workspaces")).isEmptyDirectory();
      session.release();
    }
  }

  @Test
  void anEndIsObservedWithItsExitCode() throws Exception {
    try (TestHost host = TestHost.sandboxed(data)) {
      TestHost.Session session = host.start("exit 9", TestHost.limits());
      await().until(() -> session.observed() instanceof Observation.Ended);
      assertThat(((Observation.Ended) session.observed()).exitCode()).contains(9);
    }
  }

  @Test
  void aDeadHolderIsNoticedAndItsSandboxGoesWithIt() throws Exception {
    try (TestHost host = TestHost.sandboxed(data)) {
      TestHost.Session session = host.start("echo up; sleep 1000", TestHost.limits());
      await().until(() -> session.output().contains("up"));
      Handle handle = Handle.parse(session.process.handle().orElseThrow());
      assertThat(ProcessHandle.of(handle.pid()).orElseThrow().destroyForcibly()).isTrue();
      await().until(() -> session.observed() instanceof Observation.Gone);
      session.release();
      await()
          .until(
              () ->
                  host.custodian(LeaseKind.PROCESS).look(session.process)
                      instanceof Presence.Absent);
    }
  }

  @Test
  void aDeadAgentIsNoticedWithinTwoSeconds() throws Exception {
    try (TestHost host = TestHost.sandboxed(data)) {
      TestHost.Session session = host.start("echo up; exec sleep 16180", TestHost.limits());
      await().until(() -> session.output().contains("up"));
      ProcessHandle agent =
          new HostProcesses()
              .all().stream()
                  .filter(seen -> seen.arguments().contains("16180"))
                  .flatMap(seen -> ProcessHandle.of(seen.pid()).stream())
                  .findFirst()
                  .orElseThrow();
      assertThat(agent.destroyForcibly()).isTrue();
      await()
          .atMost(Duration.ofSeconds(2))
          .until(() -> session.observed() instanceof Observation.Ended);
      assertThat(((Observation.Ended) session.observed()).exitCode()).contains(137);
      assertThat(session.gateway.calls("/session/exit").getFirst().properties())
          .containsEntry("signal", "9");
    }
  }

  @Test
  @Tag("long")
  @Timeout(value = 8, unit = TimeUnit.MINUTES)
  void aSessionThatIsLeftIdleForFiveMinutesIsAlive() throws Exception {
    try (TestHost host = TestHost.sandboxed(data)) {
      TestHost.Session session =
          host.start(
              TestHost.Wanted.agent(
                  "echo up; while [ ! -f /workspace/go ]; do sleep 0.2; done; echo alive; sleep"
                      + " 1000"),
              _ -> {});
      await().until(() -> session.output().contains("up"));
      // Nobody calls the holder meanwhile; looking at the host's processes is no contact.
      await()
          .pollInterval(Duration.ofSeconds(1))
          .during(Duration.ofMinutes(5))
          .atMost(Duration.ofMinutes(6))
          .until(() -> session.observed() instanceof Observation.Running);
      Files.createFile(session.tree.resolve("go"));
      await().until(() -> session.output().contains("alive"));
      int pulses = session.gateway.calls("/session/pulse").size();
      assertThat(pulses).as("a pulse every 5 s").isBetween(50, 62);
    }
  }

  @Test
  void anotherServerFindsTheSessionAgainAndStopsIt() throws Exception {
    try (TestHost host = TestHost.sandboxed(data);
        TestHost restarted = TestHost.sandboxed(data)) {
      TestHost.Session session =
          host.start("trap 'exit 5' TERM; echo up; sleep 1000 & wait", TestHost.limits());
      await().until(() -> session.output().contains("up"));
      assertThat(restarted.backend.observe(session.process))
          .isInstanceOf(Observation.Running.class);
      restarted.backend.stop(session.process, Duration.ofSeconds(5), StopReason.CLOSING);
      await().until(() -> restarted.backend.observe(session.process) instanceof Observation.Ended);
      var ended = (Observation.Ended) restarted.backend.observe(session.process);
      assertThat(ended.exitCode()).contains(5);
      assertThat(ended.reason()).isEqualTo("closing");
    }
  }

  @Test
  void aSessionThatIsStoppedForTheHostsDiskSaysSo() throws Exception {
    try (TestHost host = TestHost.sandboxed(data)) {
      TestHost.Session session =
          host.start("head -c 3000000 /dev/zero > f; sleep 1000", TestHost.limits());
      await().until(() -> host.backend.diskBytes(session.process) >= 3_000_000);
      assertThat(host.backend.space().freeBytes()).isPositive();
      host.backend.stop(session.process, Duration.ZERO, StopReason.DISK_FLOOR);
      await().until(() -> session.observed() instanceof Observation.Ended);
      assertThat(((Observation.Ended) session.observed()).limit())
          .contains(Observation.Limit.DISK_FLOOR);
    }
  }

  @Test
  void theProbeRunsASandbox() throws Exception {
    try (TestHost host = TestHost.sandboxed(data)) {
      var probe = host.backend.probe();
      assertThat(probe.problems()).isEmpty();
      assertThat(probe.works()).isTrue();
      assertThat(probe.inForce()).anyMatch(words -> words.contains("bubblewrap"));
    }
  }

  @Test
  void withoutBubblewrapItRefusesAndSaysWhatToDo() throws Exception {
    Path setsidOnly = Files.createDirectory(data.resolve("bin"));
    try (TestHost host = new TestHost(data, Isolation.REQUIRED, List.of(setsidOnly))) {
      assertThatThrownBy(host.backend::isolation)
          .isInstanceOfSatisfying(
              BerthException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.SANDBOX_UNAVAILABLE));
      assertThat(host.backend.probe().works()).isFalse();
    }
  }

  @Test
  void withoutBubblewrapAndByTheOperatorsWishItRunsAndSaysThatItDoesNotIsolate() throws Exception {
    Path bin = Files.createDirectory(data.resolve("bin"));
    Files.createSymbolicLink(bin.resolve("setsid"), Path.of("/usr/bin/setsid"));
    try (TestHost host = new TestHost(data, Isolation.NONE, List.of(bin))) {
      assertThat(host.backend.isolation()).contains("not isolated");
      TestHost.Session session =
          host.start(
              "pwd; echo home $HOME; (setsid sh -c 'sleep 1000 & sleep 1000' &); echo up; sleep"
                  + " 1000",
              TestHost.limits());
      await().until(() -> session.output().contains("up"));
      assertThat(session.output())
          .contains(session.tree.toString())
          .contains("home " + data.resolve("sessions"));
      session.release();
      assertThat(host.custodian(LeaseKind.PROCESS).look(session.process))
          .isInstanceOf(Presence.Absent.class);
    }
  }

  private static Lease withoutHandle(Lease lease) {
    return new Lease(
        lease.id(),
        lease.kind(),
        lease.owner(),
        lease.place(),
        Optional.empty(),
        LeaseState.INTENDED,
        lease.epoch(),
        lease.createBy(),
        lease.releaser(),
        lease.after(),
        lease.attempts(),
        lease.evidence(),
        lease.sequence(),
        lease.times());
  }
}
