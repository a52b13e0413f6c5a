package dev.berth.dist;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.api.http.Routes;
import dev.berth.api.task.CancelAnswer;
import dev.berth.api.task.TaskDetail;
import dev.berth.cli.http.ApiRequest;
import dev.berth.core.id.GateId;
import dev.berth.core.id.TaskId;
import dev.berth.core.id.Ulid;
import dev.berth.core.id.UserId;
import dev.berth.core.store.Database;
import dev.berth.core.task.LifecycleLimits;
import dev.berth.core.task.Signal;
import dev.berth.core.task.TaskLifecycle;
import dev.berth.core.time.SystemTime;
import dev.berth.core.waypoint.Waypoints;
import dev.berth.engine.job.DurableJobs;
import dev.berth.engine.task.CommandWriter;
import dev.berth.engine.task.TaskDriver;
import dev.berth.store.sqlite.SqliteDatabase;
import dev.berth.testkit.past.GitSample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A wait for a human on a whole server whose sessions are containers: the server is gone while the
 * gate is raised, and again while it is decided, and its sessions outlive it.
 */
@Tag("long")
@Timeout(value = 3, unit = TimeUnit.MINUTES)
final class SuspendedTaskIT {
  private static final GateId GATE =
      new GateId(new Ulid(new SystemTime(), new SecureRandom()).next());

  private Path scratch;
  private Path data;
  private GitSample git;
  private String key = "";

  @BeforeEach
  void prepare() throws Exception {
    Containers.require();
    scratch = Files.createTempDirectory("berth-it-").toRealPath();
    data = Files.createDirectory(scratch.resolve("data"));
    git = GitSample.in(scratch.resolve("git"), "topic", "43\n");
    Path agent = Files.createDirectory(scratch.resolve("agent"));
    // Busy until it may go on; then it does the task.
    Files.writeString(
        agent.resolve("busy.sh"),
        "touch ../busy; while [ ! -e ../go ]; do :; done; echo 42 > answer\n");
    Path workflows = Files.createDirectories(scratch.resolve("workflows/house"));
    Files.writeString(workflows.resolve("busy-v1.yaml"), workflow());
    Files.copy(
        House.examples().resolve("workflows/house/coding.md"), workflows.resolve("coding.md"));
    Files.writeString(
        data.resolve("berth.yaml"),
        """
        backend: docker
        server: {port: 0}
        limits: {suspend_after: 1s}
        agents:
          busy: {kind: command, directory: %s, command: [/bin/sh, /opt/berth/agent/busy.sh]}
        workflows: %s
        """
            .formatted(agent, scratch.resolve("workflows")));
  }

  /** One of the examples', with the agent of this test. */
  private static String workflow() throws IOException {
    Path example = House.examples().resolve("workflows/house/fix-v1.yaml");
    return Files.readString(example)
        .replace("house/fix-v1", "house/busy-v1")
        .replaceAll("(?m)^agent: .*$", "agent: busy");
  }

  @AfterEach
  void remove() throws IOException {
    try (Stream<Path> tree = Files.walk(scratch)) {
      for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }

  private Served serve() {
    if (key.isEmpty()) {
      var server = Served.server(scratch, data, Map.of());
      key = server.firstKey().orElseThrow().reveal();
      return Served.with(server, key);
    }
    return Served.with(Served.server(scratch, data, Map.of()), key);
  }

  /** While no server has the database. */
  private void signal(String task, Signal signal) {
    SystemTime time = new SystemTime();
    SecureRandom random = new SecureRandom();
    try (Database database = SqliteDatabase.open(data, new Ulid(time, random), time, random)) {
      new TaskDriver(
              database,
              new TaskLifecycle(LifecycleLimits.defaults()),
              new CommandWriter(new DurableJobs(database, time)),
              time,
              Waypoints.none())
          .signal(new TaskId(task), signal);
    }
  }

  /** A task whose agent is busy when its server goes away and somebody is asked for something. */
  private String waiting() throws Exception {
    String id;
    try (Served served = serve()) {
      served.onboard("acme/answer", git.bare(), "grep -qx 42 answer", null, null);
      id = served.submit("acme/answer", "house/busy-v1", null);
      Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> served.task(id).status().equals("RUNNING") && tree("busy").isPresent());
    }
    signal(id, new Signal.GateRaised(GATE, "a force push"));
    return id;
  }

  /** A file in the one workspace there is. */
  private Optional<Path> tree(String file) throws IOException {
    try (Stream<Path> all = Files.list(data.resolve("workspaces"))) {
      return all.map(w -> w.resolve("tree").resolve(file)).filter(Files::exists).findFirst();
    }
  }

  private void letGo() throws IOException {
    Files.createFile(tree("busy").orElseThrow().resolveSibling("go"));
  }

  private static void untilPaused(boolean paused, Served served, String id) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> Containers.isPaused(session(served, id)) == paused);
  }

  private static String session(Served served, String id) {
    String wire = served.task(id).sessionId();
    return wire == null ? "" : wire.substring(wire.lastIndexOf('-') + 1);
  }

  @ParameterizedTest
  @EnumSource(
      value = Signal.Resolution.class,
      names = {"APPROVED", "DENIED"})
  void aDecisionLetsItGoOnAlsoWhenTheServerWasAway(Signal.Resolution resolution) throws Exception {
    String id = waiting();
    try (Served served = serve()) {
      untilPaused(true, served, id);
      long before = Containers.ticks(session(served, id));
      assertThat(before).isPositive();
      assertThat(new ProcessBuilder("/bin/sleep", "2").start().waitFor()).isZero();
      assertThat(Containers.ticks(session(served, id))).isEqualTo(before);
      assertThat(served.task(id).status()).isEqualTo("AWAITING_APPROVAL");
    }
    signal(id, new Signal.GateClosed(GATE, resolution, Optional.of(new UserId("ann"))));
    try (Served served = serve()) {
      untilPaused(false, served, id);
      letGo();
      TaskDetail ended = served.ended(id);
      assertThat(ended.status()).as("%s", ended.errorMessage()).isEqualTo("COMPLETED");
      assertThat(Containers.of(session(served, id))).isEmpty();
    }
  }

  @Test
  void aCancelledWaitEndsAndLeavesNothing() throws Exception {
    String id = waiting();
    try (Served served = serve()) {
      untilPaused(true, served, id);
      served.api().send(ApiRequest.of("DELETE", Routes.fill(Routes.TASK, id)), CancelAnswer.class);
      assertThat(served.ended(id).status()).isEqualTo("CANCELLED");
      assertThat(Containers.of(session(served, id))).isEmpty();
    }
  }
}
