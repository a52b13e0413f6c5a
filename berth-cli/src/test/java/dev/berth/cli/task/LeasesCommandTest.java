package dev.berth.cli.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.cli.CommandRun;
import dev.berth.cli.RecordedServer;
import java.io.IOException;
import org.junit.jupiter.api.Test;

final class LeasesCommandTest {
  private static final String STUCK =
      """
      {"data":[
       {"lease_id":"01KBERTHLEASE000000000000A","kind":"workspace","place":"host:m/b","handle":"7:8",
        "state":"STUCK","task_id":"01KBERTHTASK0000000000000A","session_id":"berth-session-x",
        "intended_at":"2026-11-01T11:57:00Z","acquired_at":"2026-11-01T11:57:00Z",
        "releasing_at":"2026-11-01T11:58:00Z","settled_at":null,"evidence":null,"attempts":9,
        "last_error":"\\u001b[31mdevice busy","next_attempt_at":"2026-11-01T12:01:00Z",
        "remedy":"Look who uses it."},
       {"lease_id":"01KBERTHLEASE000000000000B","kind":"workspace","place":"host:m/b","handle":null,
        "state":"STUCK","task_id":null,"session_id":null,"intended_at":"2026-11-01T11:00:00Z",
        "acquired_at":null,"releasing_at":null,"settled_at":null,"evidence":null,"attempts":1,
        "last_error":null,"next_attempt_at":null,"remedy":"Look who uses it."}],
       "pagination":{"next_token":"abc","has_more":true}}
      """;

  @Test
  void whatIsStuckComesWithWhatHelpsOnce() throws IOException {
    try (RecordedServer server = new RecordedServer()) {
      server.json("GET /v1/leases?state=STUCK&limit=50", 200, STUCK);
      CommandRun.Result run = CommandRun.with(server).terminal(120).run("leases", "--stuck");
      assertThat(run.exit()).isZero();
      assertThat(run.out())
          .contains("01KBERTHLEASE000000000000A", "workspace", "STUCK", "3m", "device busy")
          .doesNotContain("\u001b[31mdevice");
      assertThat(run.err())
          .containsOnlyOnce("workspace: Look who uses it.")
          .contains("More: berth leases --stuck --next abc");
    }
  }

  @Test
  void nothingHeldIsSaidAndTwoFiltersAreRefused() throws IOException {
    try (RecordedServer server = new RecordedServer()) {
      server.json(
          "GET /v1/leases?limit=50",
          200,
          "{\"data\":[],\"pagination\":{\"next_token\":null,\"has_more\":false}}");
      assertThat(CommandRun.with(server).terminal(80).run("leases").err())
          .contains("Nothing is held.");
      CommandRun.Result both =
          CommandRun.with(server).terminal(80).run("leases", "--held", "--stuck");
      assertThat(both.exit()).isEqualTo(2);
    }
  }
}
