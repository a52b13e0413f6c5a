package dev.berth.cli.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.cli.CommandRun;
import dev.berth.cli.RecordedServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class ListCommandTest {
  private static final String PATH = "GET /v1/tasks?limit=20";

  private RecordedServer server = open();

  private static RecordedServer open() {
    try {
      return new RecordedServer();
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @BeforeEach
  void record() {
    server.json(
        PATH,
        200,
        """
        {"data":[
         {"task_id":"01KBERTHTASK0000000000000A","status":"RUNNING","status_since":"2026-11-01T11:59:00Z","repo":"acme/shop",
          "task_description":"Fix the rounding of prices in the basket and on the invoice\\nsecond line",
          "created_at":"2026-11-01T11:57:00Z","updated_at":"2026-11-01T11:59:00Z","cost_usd":0.0042},
         {"task_id":"01KBERTHTASK0000000000000B","status":"FAILED","status_since":"2026-11-01T10:00:00Z","repo":"acme/\u4fa1\u683c\u8868",
          "task_description":"\\u001b[31mevil\\u202e","created_at":"2026-11-01T02:00:00Z","updated_at":"2026-11-01T10:00:00Z","cost_usd":null}],
         "pagination":{"next_token":"abc.def","has_more":true}}
        """);
  }

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void fitsEightyColumns() {
    assertThat(CommandRun.with(server).terminal(80).run("list").out())
        .isEqualTo(
            """
            TASK                        STATUS   AGE  REPOSITORY      COST  WHAT
            01KBERTHTASK0000000000000A  RUNNING   3m  acme/shop    $0.0042  Fix the roundin\u2026
            01KBERTHTASK0000000000000B  FAILED   10h  acme/\u4fa1\u683c\u8868        -  \\x1b[31mevil<U+\u2026
            """);
  }

  @Test
  void fitsSixtyColumnsAndCutsWhatCannotFit() {
    for (String line : CommandRun.with(server).terminal(60).run("list").out().lines().toList()) {
      assertThat(dev.berth.cli.terminal.CharacterWidth.of(line)).isLessThanOrEqualTo(60);
    }
  }

  @Test
  void isWholeAtAHundredAndTwenty() {
    assertThat(CommandRun.with(server).terminal(120).run("list").out())
        .contains("Fix the rounding of prices in the basket and on the inv\u2026")
        .contains("acme/\u4fa1\u683c\u8868")
        .contains("\\x1b[31mevil<U+202E>");
  }

  @Test
  void aPipeIsNeverCut() {
    assertThat(CommandRun.with(server).run("list").out())
        .contains("Fix the rounding of prices in the basket and on the invoice");
  }

  @Test
  void jsonIsTheDataUntouchedAndSafe() {
    CommandRun.Result result = CommandRun.with(server).run("list", "--output", "json");
    assertThat(result.out())
        .contains("\"\\u001B[31mevil\\u202E\"")
        .contains("\"cost_usd\" : 0.0042")
        .contains("\"cost_usd\" : null");
    assertThat(result.exit()).isZero();
  }

  @Test
  void tellsHowToGoOnAndSendsItsToken() {
    CommandRun.Result result = CommandRun.with(server).run("list");
    assertThat(result.err()).contains("More: berth list --next abc.def");
    assertThat(server.requests().getFirst().header("Authorization"))
        .isEqualTo("Bearer secret-token");
  }
}
