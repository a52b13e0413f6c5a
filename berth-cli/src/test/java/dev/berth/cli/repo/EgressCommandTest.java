package dev.berth.cli.repo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.cli.CommandRun;
import dev.berth.cli.RecordedServer;
import java.io.IOException;
import org.junit.jupiter.api.Test;

final class EgressCommandTest {
  private static final String PATH = "/v1/repos/acme/shop/egress";
  private static final String EGRESS =
      """
      {"data":{"repo":"acme/shop","hosts":["docs.example.com"],
       "registries":[
        {"name":"npm","on":true,"kind":"public","hosts":["registry.npmjs.org"]},
        {"name":"corp","on":false,"kind":"private","hosts":[]}],
       "refusals":[
        {"host":"api.\\u001b[31mexample.com","port":8443,"code":"EGRESS_DENIED",
         "reason":"it is not on the repository's egress list","remedy":"An operator can allow it.",
         "command":"berth repo egress acme/shop allow api.example.com:8443","times":7,
         "first_seen":"2026-11-01T11:00:00Z","last_seen":"2026-11-01T11:58:00Z",
         "task_id":"01KBERTHTASK0000000000000A","allowed_now":false},
        {"host":"docs.example.com","port":443,"code":"EGRESS_DENIED",
         "reason":"it is not on the repository's egress list","remedy":"An operator can allow it.",
         "command":"berth repo egress acme/shop allow docs.example.com","times":1,
         "first_seen":"2026-11-01T11:00:00Z","last_seen":"2026-11-01T11:00:00Z",
         "task_id":null,"allowed_now":true}],
       "changes":[{"at":"2026-11-01T11:59:00Z","by":"ann","action":"allow",
        "entry":"docs.example.com"}]}}
      """;

  @Test
  void whatWasRefusedIsShownWithWhatAllowsIt() throws IOException {
    try (RecordedServer server = new RecordedServer()) {
      server.json("GET " + PATH, 200, EGRESS);
      CommandRun.Result run =
          CommandRun.with(server).terminal(140).run("repo", "egress", "acme/shop");
      assertThat(run.exit()).as(run.err()).isZero();
      assertThat(run.out())
          .contains(
              "may reach    docs.example.com",
              "registries   npm",
              "could be on  corp",
              "ann allowed docs.example.com",
              "example.com:8443",
              "2m",
              "01KBERTHTASK0000000000000A",
              "allowed now")
          .doesNotContain("\u001b[31m");
      assertThat(run.err())
          .contains("berth repo egress acme/shop allow api.example.com:8443")
          .doesNotContain("allow docs.example.com");
    }
  }

  @Test
  void bothWaysOfAllowingSayTheSame() throws IOException {
    try (RecordedServer server = new RecordedServer()) {
      server.json("POST " + PATH, 200, EGRESS);
      CommandRun.with(server).run("repo", "egress", "acme/shop", "allow", "a.example.com", "npm");
      CommandRun.with(server)
          .run("repo", "egress", "acme/shop", "--allow", "a.example.com,npm", "--deny", "x.org");
      CommandRun.Result json =
          CommandRun.with(server)
              .run("repo", "egress", "acme/shop", "deny", "x.org", "--output", "json");
      assertThat(json.out()).contains("\"allowed_now\"");
      assertThat(server.requests())
          .extracting(RecordedServer.Request::body)
          .containsExactly(
              "{\"allow\":[\"a.example.com\",\"npm\"],\"deny\":null}",
              "{\"allow\":[\"a.example.com\",\"npm\"],\"deny\":[\"x.org\"]}",
              "{\"allow\":null,\"deny\":[\"x.org\"]}");
    }
  }

  @Test
  void otherWordsAreExplained() throws IOException {
    try (RecordedServer server = new RecordedServer()) {
      CommandRun.Result unknown =
          CommandRun.with(server).run("repo", "egress", "acme/shop", "permit", "a.example.com");
      assertThat(unknown.exit()).isEqualTo(2);
      assertThat(unknown.err())
          .contains("neither allow nor deny", "berth repo egress acme/shop allow");
      CommandRun.Result nothing =
          CommandRun.with(server).run("repo", "egress", "acme/shop", "allow");
      assertThat(nothing.exit()).isEqualTo(2);
      assertThat(nothing.err()).contains("nothing is named to allow");
      assertThat(server.requests()).isEmpty();
    }
  }
}
