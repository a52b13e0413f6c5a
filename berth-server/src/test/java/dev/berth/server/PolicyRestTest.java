package dev.berth.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.core.repo.RepoName;
import dev.berth.testkit.store.Samples;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A repository's own rules, over HTTP. */
final class PolicyRestTest {
  private static final String REPO = "/v1/repos/acme/shop";
  private static final String RULE =
      "@rule_id(\"no_prod\") @tier(\"soft\") forbid (principal, action, resource);";
  private static TestServer server;
  private static Api admin;

  @BeforeAll
  static void start() {
    server =
        TestServer.start(
            Map.of(),
            (database, data) ->
                database.write(
                    tx -> {
                      tx.repos().insert(new Samples().repository(RepoName.parse("acme/shop")));
                      return true;
                    }));
    admin = server.admin();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static Api.Answer set(String policy) {
    return admin.patch(
        REPO, new JsonMapper().writeValueAsString(Map.of("settings", Map.of("policy", policy))));
  }

  private static String rules() {
    Api.Answer answer = admin.get(REPO + "/policies");
    assertThat(answer.status()).isEqualTo(200);
    JsonNode data = answer.data();
    return String.join(" ", data.findValuesAsString("id"));
  }

  @Test
  void rulesThatDoNotLoadAreRefusedAndTheOldOnesHold() {
    assertThat(set(RULE).status()).isEqualTo(200);
    assertThat(rules()).contains("no_prod").contains("force_push");
    Api.Answer refused =
        set("forbid (principal, action, resource);\n//! disable drop_table")
            .refusedWith(400, "POLICY_INVALID");
    assertThat(refused.error().path("details").toString())
        .contains("policy:1")
        .contains("MISSING_ID")
        .contains("TIER")
        .contains("policy:2")
        .contains("DISABLE_HARD");
    assertThat(rules()).contains("no_prod");
    assertThat(admin.patch(REPO, "{\"reset\":[\"policy\"]}").status()).isEqualTo(200);
    assertThat(rules()).doesNotContain("no_prod").contains("delete_root");
  }

  @Test
  void strangersSeeNothing() {
    assertThat(admin.get("/v1/repos/acme/other/policies").status()).isEqualTo(404);
  }
}
