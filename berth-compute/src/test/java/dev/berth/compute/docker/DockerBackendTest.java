package dev.berth.compute.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.compute.ScriptedAgents;
import dev.berth.core.backend.Observation;
import dev.berth.core.backend.SandboxSpec.ResourceLimits;
import dev.berth.core.error.BerthException;
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
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What only containers do, and what can go wrong with them. */
final class DockerBackendTest {
  private static final Ulid IDS = new Ulid(new SystemTime(), new SecureRandom());
  private static final ResourceLimits LIMITS = new ResourceLimits(512L << 20, 200, 100L << 20);
  private static final Duration LONG = Duration.ofMinutes(10);

  @TempDir private Path data;
  private DockerHost host;
  private ScriptedAgents agents;
  private IssuedLeases leases;

  @BeforeEach
  void open() throws IOException {
    DockerHost.require();
    host = new DockerHost(data);
    agents = new ScriptedAgents(data, host::backend);
    leases =
        new IssuedLeases(
            host.place,
            new LeaseOwner.OfSession(new SessionId(IDS.next())),
            new SystemTime().now());
  }

  /** Whatever a test did, its installation has nothing left. */
  @AfterEach
  void nothingIsLeft() throws IOException {
    Custodian containers = containers();
    for (Custodian.Thing thing : containers.list().things()) {
      Lease lease = leases.lease(thing.name(), LeaseKind.CONTAINER, Optional.of(thing.handle()));
      agents.until(
          () -> {
            containers.release(lease);
            return containers.look(lease) instanceof Presence.Absent;
          });
    }
    assertThat(host.census()).isEmpty();
    agents.close();
  }

  private Custodian containers() {
    return agents.backend().custodians().stream()
        .filter(c -> c.kind() == LeaseKind.CONTAINER)
        .findFirst()
        .orElseThrow();
  }

  private Lease start(String script, ResourceLimits limits, Duration life) throws Exception {
    return startIn(host.backend(), script, limits, life);
  }

  private Lease startIn(DockerBackend backend, String script, ResourceLimits limits, Duration life)
      throws Exception {
    LeaseId sandbox = new LeaseId(IDS.next());
    String handle =
        backend.start(
            leases.intended(sandbox, LeaseKind.CONTAINER),
            workspace(),
            agents.spec(sandbox, script, limits, life));
    return leases.lease(sandbox, LeaseKind.CONTAINER, Optional.of(handle));
  }

  private HeldLease workspace() {
    LeaseId workspace = new LeaseId(IDS.next());
    String inode =
        agents.backend().createWorkspace(leases.intended(workspace, LeaseKind.WORKSPACE));
    return leases.held(workspace, LeaseKind.WORKSPACE, inode);
  }

  private Observation.Ended ended(Lease sandbox) {
    agents.until(() -> agents.backend().observe(sandbox) instanceof Observation.Ended);
    return (Observation.Ended) agents.backend().observe(sandbox);
  }

  @Test
  void anAgentHasItsWorkspaceAndNothingElse() throws Exception {
    Lease sandbox =
        start(
            """
            echo "uid $(id -u) home $HOME"
            echo mine > /workspace/file && cat /workspace/file
            (echo x > /usr/x) 2>/dev/null || echo "usr is closed"
            (echo x > /opt/berth/agent/x) 2>/dev/null || echo "agent is closed"
            ls /sys/class/net
            while read -r name value; do
              case $name in CapEff: | CapPrm: | NoNewPrivs: | Seccomp:) echo "$name$value";; esac
            done < /proc/self/status
            [ -e /var/run/docker.sock ] || echo "no engine"
            (sleep 0.1 & ) ; sleep 0.3
            for p in /proc/[0-9]*; do
              while read -r name value; do
                case $name$value in State:Z*) echo "zombie $p";; esac
              done < $p/status
            done 2>/dev/null
            echo end
            """,
            LIMITS,
            LONG);
    agents.until(() -> agents.output(sandbox.id()).contains("end\n"));
    assertThat(agents.output(sandbox.id()))
        .contains("home /home/agent", "mine", "usr is closed", "agent is closed", "no engine")
        .contains("CapEff:0000000000000000", "CapPrm:0000000000000000")
        .contains("NoNewPrivs:1", "Seccomp:2")
        .doesNotContain("uid 0 ", "eth", "zombie");
  }

  @Test
  void whileItIsSuspendedItUsesNoProcessorAndItsHolderStillEndsItAtTheHardEnd() throws Exception {
    DockerBackend unattended = host.backend(host.orphanedAfter(Duration.ofMillis(500)));
    Lease sandbox =
        startIn(unattended, "echo up; while :; do :; done", LIMITS, Duration.ofSeconds(4));
    agents.begun(sandbox.id());
    String id = sandbox.handle().orElseThrow();
    agents.backend().suspend(sandbox);
    long before = ticks(id);
    // Time passes while another process of this machine runs.
    assertThat(new ProcessBuilder("/bin/sleep", "1").start().waitFor()).isZero();
    assertThat(before).as("it was busy").isPositive();
    assertThat(ticks(id)).as("and is not any more").isEqualTo(before);
    assertThat(agents.backend().observe(sandbox)).isInstanceOf(Observation.Running.class);
    assertThat(ended(sandbox).reason()).isEqualTo("hard_end");
    assertThat(DockerHost.docker("inspect", "--format", "{{.State.Running}}", id))
        .isEqualTo("false");
  }

  /** Processor time of everything in a container, by the host's own count. */
  private static long ticks(String container) throws IOException {
    long sum = 0;
    try (DirectoryStream<Path> all = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
      for (Path process : all) {
        sum += ticks(process, container);
      }
    }
    return sum;
  }

  private static long ticks(Path process, String container) {
    try {
      if (!Files.readString(process.resolve("cgroup")).contains(container)) {
        return 0;
      }
      String stat =
          new String(Files.readAllBytes(process.resolve("stat")), StandardCharsets.ISO_8859_1);
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      return Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
    } catch (IOException e) {
      // One that ended while the others were counted.
      return 0;
    }
  }

  @Test
  void aDeadHolderIsNoticedAlsoWhileItsContainerIsSuspended() throws Exception {
    Lease sandbox = start("echo up; exec sleep 1000", LIMITS, LONG);
    agents.begun(sandbox.id());
    agents.backend().suspend(sandbox);
    holder(sandbox).destroyForcibly();
    agents.until(() -> agents.backend().observe(sandbox) instanceof Observation.Gone);
    assertThat(containers().look(sandbox)).isInstanceOf(Presence.Present.class);
    containers().release(sandbox);
    assertThat(containers().look(sandbox)).isInstanceOf(Presence.Absent.class);
  }

  private ProcessHandle holder(Lease sandbox) {
    return ProcessHandle.allProcesses()
        .filter(
            process ->
                process.info().arguments().stream()
                    .anyMatch(
                        a ->
                            java.util.Arrays.asList(a).contains("dev.berth.init.Holder")
                                && java.util.Arrays.asList(a).contains(sandbox.id().value())))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void oneThatUsesTooMuchMemoryIsStoppedAndSaysSo() throws Exception {
    Lease sandbox =
        start(
            "echo up; x=1; while :; do x=$x$x; done",
            new ResourceLimits(160L << 20, 200, 100L << 20),
            LONG);
    assertThat(ended(sandbox).limit()).contains(Observation.Limit.MEMORY);
  }

  @Test
  void aContainerOfAnotherWithTheLeasesNameIsNotTouched() throws Exception {
    LeaseId name = new LeaseId(IDS.next());
    String foreign =
        DockerHost.docker(
            "create", "--name", name.value(), DockerSettings.MINIMAL_IMAGE, "/bin/sh");
    try {
      Lease lease = leases.lease(name, LeaseKind.CONTAINER, Optional.empty());
      Lease forged = leases.lease(name, LeaseKind.CONTAINER, Optional.of(foreign));
      for (Lease one : new Lease[] {lease, forged}) {
        assertThat(containers().look(one)).isInstanceOf(Presence.Absent.class);
        containers().release(one);
        agents.backend().suspend(one);
      }
      assertThatThrownBy(
              () ->
                  agents
                      .backend()
                      .start(
                          leases.intended(name, LeaseKind.CONTAINER),
                          workspace(),
                          agents.spec(name, "echo", LIMITS, LONG)))
          .isInstanceOf(BerthException.class)
          .hasMessageContaining("already in use");
      assertThat(containers().list().things())
          .as("what the failed start left is on the listing")
          .extracting(Custodian.Thing::handle)
          .containsExactly(ContainerCustodian.NO_CONTAINER);
      assertThat(DockerHost.docker("inspect", "--format", "{{.State.Status}}", foreign))
          .isEqualTo("created");
    } finally {
      DockerHost.docker("rm", "--force", foreign);
    }
  }
}
