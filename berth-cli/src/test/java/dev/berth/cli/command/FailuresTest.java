package dev.berth.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.cli.Answers;
import dev.berth.cli.CommandRun;
import dev.berth.cli.RecordedServer;
import java.io.IOException;
import java.net.ServerSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Every way a command can fail is an error with a code and a remedy, and an exit code that says
 * which kind.
 */
final class FailuresTest {
  private static final String TASK = "GET /v1/tasks/" + Answers.TASK_ID;

  private final RecordedServer server = new RecordedServer();

  FailuresTest() throws IOException {}

  @AfterEach
  void close() {
    server.close();
  }

  private CommandRun.Result status() {
    return CommandRun.with(server).run("status", Answers.TASK_ID);
  }

  @Test
  void unknownTask() {
    server.json(TASK, 404, Answers.error("TASK_NOT_FOUND", "no such task", "Look at berth list."));
    assertThat(status())
        .isEqualTo(
            new CommandRun.Result(
                1,
                "",
                """
                berth: no such task
                  code        TASK_NOT_FOUND
                  what to do  Look at berth list.
                  request id  01KREQUEST
                """));
  }

  @Test
  void wrongTokenIsNotAllowed() {
    server.json(TASK, 401, "{\"message\":\"Unauthorized\"}");
    CommandRun.Result result = status();
    assertThat(result.exit()).isEqualTo(ExitCode.NOT_ALLOWED);
    assertThat(result.err())
        .contains("BERTH_TOKEN")
        .contains("01KREQUEST")
        .doesNotContain("secret-token");
  }

  @Test
  void everyFieldProblemIsShown() {
    server.json(
        "POST /v1/tasks",
        400,
        """
        {"error":{"code":"VALIDATION_ERROR","message":"2 fields are not valid","request_id":"r","remedy":"Correct them.",
         "details":[{"field":"repo","code":"FORM","message":"is owner/name"},{"field":"max_turns","code":"RANGE","message":"is 1 to 500"}]}}
        """);
    assertThat(CommandRun.with(server).run("submit", "text").err())
        .contains("  repo: is owner/name\n")
        .contains("  max_turns: is 1 to 500\n");
  }

  @Test
  void anErrorIsEncodedToo() {
    server.json(TASK, 500, Answers.error("INTERNAL_ERROR", "\\u001b]0;title\\u0007", "x"));
    assertThat(status().err()).contains("\\x1b]0;title\\x07").doesNotContain("\u001b");
  }

  @Test
  void errorsAreJsonWhenJsonIsWanted() {
    server.json(TASK, 404, Answers.error("TASK_NOT_FOUND", "no such task", "Look."));
    assertThat(CommandRun.with(server).run("status", Answers.TASK_ID, "-o", "json").err())
        .startsWith("{\"error\":{\"code\":\"TASK_NOT_FOUND\"");
  }

  @Test
  void unreachable() throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    CommandRun.Result result =
        new CommandRun().run("list", "--server", "http://127.0.0.1:" + port, "--token", "t");
    assertThat(result.exit()).isEqualTo(ExitCode.FAILED);
    assertThat(result.err())
        .contains("cannot reach the server at http://127.0.0.1:" + port)
        .contains("SERVER_UNREACHABLE")
        .contains("berth up")
        .doesNotContain("at java.");
  }

  @Test
  void notAServerOfOurs() {
    server.on(
        TASK,
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          exchange
              .getResponseBody()
              .write("<html>".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        });
    assertThat(status().err()).contains("NOT_A_BERTH_SERVER").contains("BERTH_SERVER");
  }

  @Test
  void halfAnAnswer() {
    server.on(
        TASK,
        exchange -> {
          exchange.sendResponseHeaders(200, 1000);
          exchange.getResponseBody().write('{');
        });
    assertThat(status().err()).contains("SERVER_UNREACHABLE");
  }

  @Test
  void wrongUsage() {
    CommandRun.Result option = CommandRun.with(server).run("list", "--bogus");
    assertThat(option.exit()).isEqualTo(ExitCode.USAGE);
    assertThat(option.err()).contains("--bogus").contains("berth list --help");
    CommandRun.Result command = CommandRun.with(server).run("lsit");
    assertThat(command.exit()).isEqualTo(ExitCode.USAGE);
    assertThat(command.err()).contains("Did you mean `berth list`?");
    assertThat(CommandRun.with(server).run("repo").exit()).isEqualTo(ExitCode.USAGE);
    assertThat(CommandRun.with(server).run("status", "../../etc").exit()).isEqualTo(ExitCode.USAGE);
    assertThat(CommandRun.with(server).run("repo", "show", "shop").exit())
        .isEqualTo(ExitCode.USAGE);
    assertThat(CommandRun.with(server).run("list", "--server", "ftp://x").exit())
        .isEqualTo(ExitCode.USAGE);
    assertThat(server.requests()).isEmpty();
  }

  @Test
  void helpNeedsNothing() {
    assertThat(new CommandRun().run("--help").exit()).isZero();
    assertThat(new CommandRun().run("help", "submit").out()).contains("Submits a task");
    assertThat(new CommandRun().run("--version").out()).isEqualTo("berth test\n");
  }
}
