package dev.berth.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.berth.api.http.Routes;
import dev.berth.api.task.TaskDetail;
import dev.berth.api.task.TaskSummary;
import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCode;
import dev.berth.server.BerthServer;
import dev.berth.testkit.past.GitSample;
import dev.berth.testkit.server.ScratchDirectory;
import dev.berth.testkit.server.ServerFlags;
import dev.berth.testkit.store.PostgresServer;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A whole server on PostgreSQL: a task that really runs, a restart, and no second server. */
final class PostgresIT {
  private static final String TRANSCRIPT =
      """
      transcript: 1
      turns:
        - text: I will correct the answer.
          tool_calls:
            - name: bash
              input: {command: "echo 42 > answer"}
        - text: The answer is 42 now.
      """;

  private ScratchDirectory directory;
  private Path scratch;
  private Map<String, String> flags;

  @BeforeEach
  void prepare() {
    directory = ScratchDirectory.create("berth-pg-");
    scratch = directory.path();
    flags = ServerFlags.scripted(scratch, TRANSCRIPT);
    flags.put("database.url", PostgresServer.newDatabase());
  }

  @AfterEach
  void remove() {
    directory.close();
  }

  private BerthServer start(String data) {
    return Served.server(scratch, scratch.resolve(data), flags);
  }

  @Test
  @Timeout(value = 5, unit = TimeUnit.MINUTES)
  void runsATaskIsRestartedAndRefusesASecondServer() {
    String key;
    String task;
    try (BerthServer server = start("data")) {
      key = server.firstKey().orElseThrow().reveal();
      try (Served berth = Served.with(server, key)) {
        GitSample git = GitSample.in(scratch.resolve("git"), "topic", "43\n");
        berth.onboard("acme/answer", git.bare(), "grep -q 4 answer", null, null);
        task = berth.submit("acme/answer", "coding/new-task-v1", null);
        TaskDetail ended = berth.ended(task);
        assertThat(ended.status()).as("%s", ended.errorMessage()).isEqualTo("COMPLETED");
        BerthException second =
            catchThrowableOfType(BerthException.class, () -> start("other").close());
        assertThat(second.code()).isEqualTo(ErrorCode.INSTALLATION_BUSY);
      }
    }
    try (BerthServer again = start("data");
        Served berth = Served.with(again, key)) {
      assertThat(again.firstKey()).isEmpty();
      assertThat(berth.api().page(Routes.TASKS, TaskSummary.class).value())
          .singleElement()
          .satisfies(one -> assertThat(one.taskId()).isEqualTo(task));
      assertThat(berth.task(task).status()).isEqualTo("COMPLETED");
    }
  }
}
