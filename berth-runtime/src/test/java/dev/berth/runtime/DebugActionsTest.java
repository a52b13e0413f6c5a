package dev.berth.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

final class DebugActionsTest {
  private final TestApps apps = new TestApps();

  @AfterEach
  void close() {
    apps.close();
  }

  private TestApps.Running echo(boolean debug) throws Exception {
    return apps.start(AgentApp.builder().handler(JsonNode.class, in -> in).debugActions(debug));
  }

  private static String action(String name) {
    return "{\"_agent_core_app_action\":\"" + name + "\"}";
  }

  @Test
  void actionsLookAtAndForceTheStatus() throws Exception {
    TestApps.Running agent = echo(true);
    apps.timeIs(1_001);
    assertThat(agent.post(action("force_busy")).body())
        .isEqualTo("{\"forced_status\":\"HealthyBusy\"}");
    apps.timeIs(1_002);
    assertThat(agent.ping()).isEqualTo("{\"status\":\"HealthyBusy\",\"time_of_last_update\":1001}");
    assertThat(agent.post(action("force_healthy")).body())
        .isEqualTo("{\"forced_status\":\"Healthy\"}");
    assertThat(agent.post(action("ping_status")).body())
        .isEqualTo("{\"status\":\"Healthy\",\"time_of_last_update\":1002}");
    assertThat(agent.post(action("clear_forced_status")).body())
        .isEqualTo("{\"forced_status\":\"Cleared\"}");
    try (TaskHandle _ = agent.app().task("index")) {
      apps.timeIs(1_004);
      assertThat(agent.post(action("job_status")).body())
          .isEqualTo(
              "{\"active_count\":1,\"running_jobs\":[{\"name\":\"index\",\"duration\":2.0}]}");
    }
    RawClient.Reply unknown = agent.post(action("dance"));
    assertThat(unknown.status()).isEqualTo(400);
    assertThat(unknown.body()).isEqualTo("{\"error\":\"Unknown action: dance\"}");
  }

  @Test
  void toLookDoesNotChangeWhatIsSeen() throws Exception {
    TestApps.Running agent = echo(true);
    apps.timeIs(1_001);
    String healthy = "{\"status\":\"Healthy\",\"time_of_last_update\":1001}";
    assertThat(agent.post(action("ping_status")).body()).isEqualTo(healthy);
    apps.timeIs(1_002);
    assertThat(agent.post(action("ping_status")).body()).isEqualTo(healthy);
    assertThat(agent.post(action("job_status")).body())
        .isEqualTo("{\"active_count\":0,\"running_jobs\":[]}");
    assertThat(agent.ping()).isEqualTo(healthy);
  }

  @Test
  void theAgentsOwnPingIsAskedToo() throws Exception {
    TestApps.Running agent =
        apps.start(AgentApp.builder().ping(() -> PingStatus.HEALTHY_BUSY).debugActions(true));
    assertThat(agent.post(action("ping_status")).body()).contains("HealthyBusy");
  }

  @Test
  void otherBodiesReachTheHandlerAndItsErrorsAreTheSame() throws Exception {
    TestApps.Running agent = echo(true);
    assertThat(agent.post("{\"a\":1}").body()).isEqualTo("{\"a\":1}");
    assertThat(agent.post("{").body()).startsWith("{\"error\":\"Invalid JSON\"");
  }

  @Test
  void switchedOffTheyReachTheHandler() throws Exception {
    TestApps.Running agent = echo(false);
    assertThat(agent.post(action("force_busy")).body()).isEqualTo(action("force_busy"));
    // Busy with that very invocation until its last byte is handed over, and not for longer.
    await().until(() -> agent.app().pingStatus() == PingStatus.HEALTHY);
  }
}
