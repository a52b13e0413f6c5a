package dev.berth.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.berth.api.http.Routes;
import dev.berth.api.lease.LeaseDetail;
import dev.berth.api.repo.OnboardRepoRequest;
import dev.berth.api.repo.RepoDetail;
import dev.berth.api.repo.RepoSettings;
import dev.berth.api.task.CreateTaskRequest;
import dev.berth.api.task.TaskDetail;
import dev.berth.cli.http.ApiClient;
import dev.berth.cli.http.ApiRequest;
import dev.berth.testkit.past.GitSample;
import dev.berth.testkit.server.ScratchDirectory;
import dev.berth.testkit.store.PostgresServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Two machines with one PostgreSQL: while the first one's server is dead, the second one's server
 * serves the installation, and touches nothing of the first one's.
 */
@Tag("long")
@Timeout(value = 8, unit = TimeUnit.MINUTES)
final class TwoMachinesIT {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** Longer than a dead server's work is left alone, and than the reconciler sleeps: 60 s each. */
  private static final Duration LONG_ENOUGH = Duration.ofSeconds(135);

  private static final String AGENT =
      """
      #!/bin/sh
      echo 42 > answer
      while [ ! -e go ]; do sleep 1; done
      rm go
      """;

  private ScratchDirectory directory;
  private Path scratch;
  private Path home;

  @BeforeEach
  void prepare() throws Exception {
    assumeTrue(Machine.canBoot(), "this user may not make pid and mount namespaces");
    directory = ScratchDirectory.create("berth-two-");
    scratch = directory.path();
    home = TestHome.in(scratch);
    String database = PostgresServer.newDatabase();
    for (String name : List.of("one", "two")) {
      House.configureWorker(
          scratch,
          Files.createDirectories(scratch.resolve(name).resolve("data")),
          AGENT,
          "database: {url: \"" + database + "\"}\n");
    }
  }

  @AfterEach
  void remove() {
    directory.close();
  }

  @Test
  void theSecondServesAndJudgesNothingOfTheFirst() throws Exception {
    try (Machine one =
            Machine.boot(scratch.resolve("one"), "1".repeat(32), scratch.resolve("two"));
        Machine two =
            Machine.boot(scratch.resolve("two"), "2".repeat(32), scratch.resolve("one"))) {
      Machine.Server first = one.up(home);
      String key = first.key().orElseThrow();
      String task;
      Map<String, String> held;
      try (ApiClient api = first.api(key)) {
        task = submit(api);
        Awaitility.await("the agent has made its edit")
            .atMost(PATIENCE)
            .until(() -> tree(one).filter(at -> Files.exists(at.resolve("answer"))).count() == 1);
        held = ofTheFirst(api, task);
        assertThat(held.keySet()).contains("process", "workspace", "gateway-grant");
        assertThatThrownBy(() -> two.up(home)).hasMessageContaining("INSTALLATION_BUSY");
      }
      first.kill();

      Machine.Server second = serving(two);
      try (ApiClient api = second.api(key)) {
        Awaitility.await("it judges nothing that it cannot see")
            .pollInterval(Duration.ofSeconds(5))
            .during(LONG_ENOUGH)
            .atMost(LONG_ENOUGH.plus(PATIENCE))
            .until(() -> ofTheFirst(api, task), held::equals);
        assertThat(task(api, task).status()).isEqualTo("RUNNING");
      }
      second.stop();

      Machine.Server again = one.up(home);
      Files.createFile(tree(one).findFirst().orElseThrow().resolve("go"));
      try (ApiClient api = again.api(key)) {
        TaskDetail ended =
            Awaitility.await("the task ends and gives everything back")
                .atMost(PATIENCE)
                .until(() -> task(api, task), d -> d.cleanup().state().equals("complete"));
        assertThat(ended.status()).as("%s", ended.errorMessage()).isEqualTo("COMPLETED");
        assertThat(one.data().resolve("workspaces")).isEmptyDirectory();
      }
      again.stop();
    }
  }

  /** As soon as the dead server's claim has run out. */
  private Machine.Server serving(Machine machine) {
    return Awaitility.await("the second machine's server takes over")
        .atMost(PATIENCE)
        .ignoreExceptionsMatching(e -> String.valueOf(e.getMessage()).contains("INSTALLATION_BUSY"))
        .until(() -> machine.up(home), _ -> true);
  }

  private String submit(ApiClient api) throws IOException {
    GitSample git = GitSample.in(scratch.resolve("git"), "topic", "43\n");
    RepoSettings settings =
        new RepoSettings(
            null,
            "grep -qx 42 answer",
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null);
    api.send(
        ApiRequest.of("POST", Routes.REPOS)
            .withBody(new OnboardRepoRequest("acme/two", "local", git.bare().toString(), settings)),
        RepoDetail.class);
    return api.send(
            ApiRequest.of("POST", Routes.TASKS)
                .withBody(
                    new CreateTaskRequest(
                        "acme/two",
                        null,
                        null,
                        "Correct the answer",
                        "house/work-v1",
                        null,
                        null,
                        null,
                        null,
                        null,
                        null)),
            TaskDetail.class)
        .value()
        .taskId();
  }

  private static TaskDetail task(ApiClient api, String id) {
    return api.get(Routes.fill(Routes.TASK, id), TaskDetail.class).value();
  }

  /** State and evidence of the leases on the first machine, by kind. */
  private static Map<String, String> ofTheFirst(ApiClient api, String task) {
    return api.page(Routes.LEASES, LeaseDetail.class).value().stream()
        .filter(lease -> task.equals(lease.taskId()) && lease.place().contains("1".repeat(32)))
        .collect(
            Collectors.toMap(
                LeaseDetail::kind, l -> l.state() + " " + l.evidence() + " " + l.attempts()));
  }

  /** The trees of the machine's workspaces. */
  private static Stream<Path> tree(Machine machine) throws IOException {
    Path workspaces = machine.data().resolve("workspaces");
    if (!Files.isDirectory(workspaces)) {
      return Stream.empty();
    }
    try (Stream<Path> all = Files.list(workspaces)) {
      return all.map(at -> at.resolve("tree/repo")).toList().stream();
    }
  }
}
