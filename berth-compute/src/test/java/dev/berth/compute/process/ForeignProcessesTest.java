package dev.berth.compute.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.berth.compute.host.Handle;
import dev.berth.compute.host.HolderClient;
import dev.berth.compute.host.HostProcesses;
import dev.berth.compute.host.SessionFiles;
import dev.berth.compute.process.ProcessSettings.Isolation;
import dev.berth.core.backend.Observation;
import dev.berth.core.backend.StopReason;
import dev.berth.core.id.LeaseId;
import dev.berth.core.lease.LeaseKind;
import dev.berth.core.lease.Presence;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the server makes of processes that are not what they look like, and of holders that do not
 * answer.
 */
final class ForeignProcessesTest {
  /** Moves the place where the kernel looks for this process's arguments to 200 MB of letters. */
  private static final String LONG_ARGUMENTS =
      """
      $| = 1;
      my $big = "x" x 200_000_000;
      my $at = unpack("Q", pack("P", $big));
      open my $f, "<", "/proc/self/stat"; my $stat = <$f>; $stat =~ s/.*\\) //;
      my @s = (0, 0, split " ", $stat);
      my $map = pack("Q12LL", $s[25], $s[26], $s[44], $s[45], $s[46], syscall(12, 0), $s[27],
          $at, $at + 200_000_000, $s[49], $s[50], 0, 0, 0xffffffff);
      my $done = syscall(157, 35, 14, $map, length $map, 0);
      print $done == 0 ? "moved" : $!{EPERM} ? "refused" : "errno $!", "\\n";
      sleep 1000;
      """;

  @TempDir private Path data;
  private final List<Process> started = new ArrayList<>();

  @AfterEach
  void close() throws InterruptedException {
    for (Process process : started) {
      process.destroyForcibly().waitFor();
    }
  }

  private Process start(String... command) throws IOException {
    Process process = new ProcessBuilder(command).start();
    started.add(process);
    return process;
  }

  private static void assumePerl() {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/perl")), "perl is not installed");
    assumeTrue(System.getProperty("os.arch").equals("amd64"), "the numbers are those of x86_64");
  }

  @Test
  void argumentsAsLargeAsAProcessMakesThemAreReadUpToABound() throws Exception {
    assumePerl();
    Process liar = start("/usr/bin/perl", "-e", LONG_ARGUMENTS);
    String said =
        new BufferedReader(new InputStreamReader(liar.getInputStream(), StandardCharsets.UTF_8))
            .readLine();
    assumeTrue("moved".equals(said), "this kernel does not let a process move its arguments");

    List<HostProcesses.Seen> seen =
        new HostProcesses().matching(process -> process.pid() == liar.pid());

    assertThat(seen)
        .singleElement()
        .satisfies(
            process ->
                assertThat(String.join(" ", process.arguments()).length())
                    .isBetween(1, HostProcesses.MAX_ARGUMENTS));
  }

  @Test
  void aSandboxCannotMoveItsArguments() throws Exception {
    assumePerl();
    try (TestHost host = TestHost.sandboxed(data)) {
      TestHost.Session session =
          host.start("exec perl -e '" + LONG_ARGUMENTS + "'", TestHost.limits());
      await().until(() -> session.output().contains("\n"));
      assertThat(session.output()).isEqualTo("refused\n");
    }
  }

  @Test
  void processesInsideASandboxAreNotEvenRead() throws Exception {
    try (TestHost host = TestHost.sandboxed(data)) {
      TestHost.Session session = host.start("echo up; sleep 27183", TestHost.limits());
      await().until(() -> session.output().contains("up"));
      HostProcesses processes = new HostProcesses();
      assertThat(processes.all()).anyMatch(seen -> seen.arguments().contains("27183"));
      assertThat(processes.matching(seen -> seen.arguments().contains("27183"))).isEmpty();
    }
  }

  @Test
  void whoeverSearchesForALeaseIsNotTakenForItsSession() throws Exception {
    try (TestHost host = TestHost.sandboxed(data)) {
      TestHost.Session session = host.start("exit 0", TestHost.limits());
      await().until(() -> session.observed() instanceof Observation.Ended);
      LeaseId lease = session.process.id();
      String property = "-Dberth.lease=" + lease.value();
      Process operator =
          start("/bin/sh", "-c", "sleep 1000; :", "grep", "-r", property, lease.value());
      Process other =
          start("/bin/sh", "-c", "sleep 1000; :", "dev.berth.init.Holder", lease.value(), "/tmp");

      session.release();

      assertThat(host.custodian(LeaseKind.PROCESS).look(session.process))
          .isInstanceOf(Presence.Absent.class);
      assertThat(operator.isAlive()).isTrue();
      assertThat(other.isAlive()).isTrue();
      operator.descendants().forEach(ProcessHandle::destroyForcibly);
      other.descendants().forEach(ProcessHandle::destroyForcibly);
    }
  }

  @Test
  void aHolderThatHangsDoesNotHoldTheServerUp() throws Exception {
    try (TestHost host = TestHost.sandboxed(data)) {
      TestHost.Session session = host.start("echo up; sleep 1000", TestHost.limits());
      await().until(() -> session.output().contains("up"));
      long holder = Handle.parse(session.process.handle().orElseThrow()).pid();
      signal("STOP", holder);
      Path directory = data.toRealPath().resolve("sessions").resolve(session.process.id().value());
      HolderClient client = new HolderClient(Duration.ofMillis(300));

      assertThatThrownBy(() -> client.stop(directory, Duration.ZERO, "released"))
          .isInstanceOf(IOException.class);

      signal("CONT", holder);
      await().until(() -> session.observed() instanceof Observation.Ended);
    }
  }

  @Test
  void aFrozenSandboxEndsWithItsRelease() throws Exception {
    try (TestHost host = TestHost.sandboxed(data)) {
      TestHost.Session session = host.start("echo up; sleep 1000", TestHost.limits());
      await().until(() -> session.output().contains("up"));
      long holder = Handle.parse(session.process.handle().orElseThrow()).pid();
      for (ProcessHandle process : ProcessHandle.of(holder).orElseThrow().descendants().toList()) {
        signal("STOP", process.pid());
      }

      session.release();

      assertThat(host.custodian(LeaseKind.PROCESS).look(session.process))
          .isInstanceOf(Presence.Absent.class);
    }
  }

  @Test
  void whatAKilledHolderLeftWithoutASandboxGoesWithTheRelease() throws Exception {
    Path bin = Files.createDirectory(data.resolve("bin"));
    Files.createSymbolicLink(bin.resolve("setsid"), Path.of("/usr/bin/setsid"));
    try (TestHost host = new TestHost(data, Isolation.NONE, List.of(bin))) {
      TestHost.Session session =
          host.start("(setsid sleep 31417 &); echo up; exec sleep 31417", TestHost.limits());
      await().until(() -> session.output().contains("up"));
      assumeTrue(
          !new SessionFiles(data.resolve("sessions")).cgroups(session.process.id()).isEmpty(),
          "no cgroups on this machine");
      signal("KILL", Handle.parse(session.process.handle().orElseThrow()).pid());
      await().until(() -> !(session.observed() instanceof Observation.Running));

      session.release();

      assertThat(host.custodian(LeaseKind.PROCESS).look(session.process))
          .isInstanceOf(Presence.Absent.class);
      assertThat(new HostProcesses().matching(seen -> seen.arguments().contains("31417")))
          .isEmpty();
    }
  }

  @Test
  void nobodyInASandboxAttachesToSessionInit() throws Exception {
    try (TestHost host = TestHost.sandboxed(data)) {
      TestHost.Session session =
          host.start(
              """
              touch .attach_pid2 /tmp/.attach_pid2; kill -QUIT 2; sleep 1
              ls /tmp/.java_pid2 2>/dev/null || echo none
              """,
              TestHost.limits());
      await().until(() -> session.output().contains("\n"));
      assertThat(session.output()).isEqualTo("none\n");
    }
  }

  private void signal(String name, long pid) throws Exception {
    assertThat(start("/bin/sh", "-c", "kill -" + name + " " + pid).waitFor()).isZero();
  }

  @Test
  void withoutASandboxAHolderThatIsNotHeardTakesEverythingWithIt() throws Exception {
    Path bin = Files.createDirectory(data.resolve("bin"));
    Files.createSymbolicLink(bin.resolve("setsid"), Path.of("/usr/bin/setsid"));
    try (TestHost host = new TestHost(data, Isolation.NONE, List.of(bin))) {
      TestHost.Session session =
          host.start("(setsid sleep 31416 &); echo up; exec sleep 31416", TestHost.limits());
      await().until(() -> session.output().contains("up"));
      assertThat(
              new HostProcesses()
                  .matching(seen -> seen.arguments().equals(List.of("sleep", "31416"))))
          .hasSizeGreaterThan(1);
      Files.delete(data.resolve("sessions").resolve(session.process.id().value()).resolve("ctl"));

      host.backend.stop(session.process, Duration.ofSeconds(5), StopReason.CLOSING);

      await().until(() -> !(session.observed() instanceof Observation.Running));
      await()
          .until(
              () ->
                  new HostProcesses()
                      .matching(seen -> seen.arguments().contains("31416"))
                      .isEmpty());
    }
  }
}
