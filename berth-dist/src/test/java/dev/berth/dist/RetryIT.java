package dev.berth.dist;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.api.http.Routes;
import dev.berth.api.lease.LeaseDetail;
import dev.berth.api.task.RetryRequest;
import dev.berth.api.task.TaskDetail;
import dev.berth.cli.http.ApiRequest;
import dev.berth.testkit.past.GitSample;
import dev.berth.testkit.server.ScratchDirectory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a session that was killed had done is in the tree of the task's retry. */
@Timeout(value = 4, unit = TimeUnit.MINUTES)
final class RetryIT {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** Works, and waits to be killed; the second time it finds what it did, and ends. */
  private static final String AGENT =
      """
      #!/bin/sh
      if [ -f kept ]; then
        grep -qx 'known edit' kept && [ ! -e gone ] && echo 42 > answer
        exit
      fi
      echo 'known edit' > kept
      rm -f gone
      echo waiting
      sleep 600
      """;

  private ScratchDirectory directory;
  private Path data;
  private GitSample git;

  @BeforeEach
  void prepare() throws Exception {
    directory = ScratchDirectory.create("berth-retry-");
    Path scratch = directory.path();
    data = Files.createDirectory(scratch.resolve("data"));
    House.configureWorker(scratch, data, AGENT, "");
    git = GitSample.in(scratch.resolve("git"), "topic", "43\n");
  }

  @AfterEach
  void remove() {
    directory.close();
  }

  @Test
  void goesOnFromTheLastCheckpointOfALostSession() {
    play(Map.of("limits.checkpoint", "1s"), Duration.ZERO);
  }

  @Test
  @Tag("long")
  void anEditIsKeptBeforeItIsSixtyOneSecondsOld() {
    play(Map.of(), Duration.ofSeconds(61));
  }

  private void play(Map<String, String> flags, Duration age) {
    try (Served served = Served.start(directory.path(), data, flags)) {
      served.onboard("acme/kept", git.bare(), "grep -qx 42 answer", null, null);
      String lost = served.submit("acme/kept", "house/work-v1", null);
      Awaitility.await("the agent has made its edit")
          .atMost(PATIENCE)
          .until(() -> served.task(lost).status().equals("RUNNING") && said(served, lost));
      if (age.isZero()) {
        Awaitility.await("a checkpoint")
            .atMost(PATIENCE)
            .until(() -> served.events(lost).stream().anyMatch(House.is("checkpoint_saved")));
      } else {
        Awaitility.await("the edit's age").pollDelay(age).atMost(PATIENCE).until(() -> true);
      }
      kill(served, lost);
      TaskDetail failed = served.ended(lost);
      assertThat(failed.status()).isEqualTo("FAILED");
      assertThat(failed.errorMessage())
          .contains("its last checkpoint was saved ", "`berth retry " + lost + "`");
      String retry =
          served
              .api()
              .send(
                  ApiRequest.of("POST", Routes.fill(Routes.RETRY, lost))
                      .withBody(new RetryRequest(null, null, null)),
                  TaskDetail.class)
              .value()
              .taskId();
      TaskDetail ended = served.ended(retry);
      assertThat(served.events(retry)).anyMatch(House.is("checkpoint_restored"));
      assertThat(ended.status()).describedAs("%s", ended.errorMessage()).isEqualTo("COMPLETED");
    }
  }

  private static boolean said(Served served, String task) {
    try (var log = served.api().open(Routes.fill(Routes.LOGS, task), "*/*").body()) {
      return new String(log.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8)
          .contains("waiting");
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** The holder, and with it everything in the sandbox, by SIGKILL. */
  private static void kill(Served served, String task) {
    LeaseDetail process =
        served.api().page(Routes.LEASES, LeaseDetail.class).value().stream()
            .filter(lease -> task.equals(lease.taskId()) && lease.kind().equals("process"))
            .findFirst()
            .orElseThrow();
    long pid = Long.parseLong(String.valueOf(process.handle()).split("/", 2)[0]);
    assertThat(ProcessHandle.of(pid).map(ProcessHandle::destroyForcibly)).contains(true);
  }
}
