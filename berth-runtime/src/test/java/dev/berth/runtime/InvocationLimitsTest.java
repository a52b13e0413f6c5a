package dev.berth.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

final class InvocationLimitsTest {
  private final TestApps apps = new TestApps();

  @AfterEach
  void close() {
    apps.close();
  }

  @Test
  void aProducerThatSendsNothingHearsThatItsClientLeft() throws Exception {
    CountDownLatch began = new CountDownLatch(1);
    CountDownLatch interrupted = new CountDownLatch(1);
    CountDownLatch other = new CountDownLatch(1);
    TestApps.Running agent =
        apps.start(
            AgentApp.builder()
                .handler(
                    JsonNode.class,
                    in ->
                        Answer.events(
                            sink -> {
                              sink.send("one");
                              if (in.has("other")) {
                                other.await();
                                sink.send("two");
                                return;
                              }
                              began.countDown();
                              try {
                                new CountDownLatch(1).await();
                              } catch (InterruptedException e) {
                                interrupted.countDown();
                                throw e;
                              }
                            })));
    try (RawClient stays = new RawClient(agent.port()).post("", "{\"other\":1}")) {
      stays.head();
      try (RawClient leaves = new RawClient(agent.port()).post("", "{}")) {
        leaves.head();
        assertThat(began.await(10, TimeUnit.SECONDS)).isTrue();
      }
      assertThat(interrupted.await(10, TimeUnit.SECONDS)).isTrue();
      assertThat(agent.app().pingStatus()).isEqualTo(PingStatus.HEALTHY_BUSY);
      other.countDown();
      assertThat(stays.rest()).contains("data: \"two\"").endsWith("0\r\n\r\n");
    }
    await().until(() -> agent.app().pingStatus() == PingStatus.HEALTHY);
    assertThat(apps.log()).as("a client that leaves is nobody's error").doesNotContain("ERROR");
  }

  @Test
  void withoutACapManyRunAtTheSameTime() throws Exception {
    int many = 300;
    CountDownLatch entered = new CountDownLatch(many);
    CountDownLatch release = new CountDownLatch(1);
    TestApps.Running agent =
        apps.start(
            AgentApp.builder()
                .handler(
                    JsonNode.class,
                    in -> {
                      entered.countDown();
                      release.await();
                      if (in.path("n").asInt() % 2 == 1) {
                        throw new AgentException(418, "odd");
                      }
                      return in;
                    }));
    List<RawClient> clients = new ArrayList<>();
    for (int i = 0; i < many; i++) {
      clients.add(new RawClient(agent.port()).post("", "{\"n\":" + i + "}"));
    }
    assertThat(entered.await(20, TimeUnit.SECONDS)).isTrue();
    assertThat(agent.app().running()).isEqualTo(many);
    release.countDown();
    for (int i = 0; i < many; i++) {
      assertThat(clients.get(i).reply().body())
          .isEqualTo(i % 2 == 1 ? "{\"error\":\"odd\"}" : "{\"n\":" + i + "}");
      clients.get(i).close();
    }
    await().until(() -> agent.app().running() == 0);
  }

  @Test
  void moreThanTheCapIsRefusedAndThenTakenAgain() throws Exception {
    CountDownLatch entered = new CountDownLatch(2);
    CountDownLatch release = new CountDownLatch(1);
    TestApps.Running agent =
        apps.start(
            AgentApp.builder()
                .maxInvocations(2)
                .handler(
                    JsonNode.class,
                    in -> {
                      entered.countDown();
                      release.await();
                      return in;
                    }));
    List<RawClient> clients = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      clients.add(new RawClient(agent.port()).post("", "{}"));
    }
    entered.await();
    RawClient.Reply refused = agent.post("{}");
    assertThat(refused.status()).isEqualTo(429);
    assertThat(refused.body())
        .isEqualTo("{\"error\":\"Too many invocations\",\"details\":\"at most 2 at a time\"}");
    release.countDown();
    for (RawClient client : clients) {
      assertThat(client.reply().status()).isEqualTo(200);
      client.close();
    }
    await().untilAsserted(() -> assertThat(agent.post("{}").status()).isEqualTo(200));
  }

  @Test
  void anErrorInAHandlerIsAnsweredToo() throws Exception {
    TestApps.Running agent =
        apps.start(
            AgentApp.builder()
                .handler(
                    JsonNode.class,
                    in -> {
                      throw new AssertionError("cannot be");
                    }));
    RawClient.Reply reply = agent.post("{}");
    assertThat(reply.status()).isEqualTo(500);
    assertThat(reply.body()).isEqualTo("{\"error\":\"cannot be\"}");
    assertThat(agent.post("{}").status()).isEqualTo(500);
    assertThat(apps.log()).contains("\"errorType\":\"AssertionError\"", "\"stackTrace\":[");
  }

  @Test
  void whatFollowsTheJsonIsNotJson() throws Exception {
    TestApps.Running agent = apps.start(AgentApp.builder().handler(JsonNode.class, in -> in));
    assertThat(agent.post("{} {}").body()).startsWith("{\"error\":\"Invalid JSON\"");
    assertThat(agent.post("[1] ").body()).isEqualTo("[1]");
  }

  @Test
  void tokensReachTheHandlerAndNoText() throws Exception {
    TestApps.Running agent =
        apps.start(
            AgentApp.builder()
                .handler(
                    JsonNode.class,
                    in -> {
                      InvocationContext context = InvocationContext.current();
                      return context.identity().workloadAccessToken().orElse("none")
                          + " "
                          + context.identity().oauth2CallbackUrl().orElse("none")
                          + " "
                          + context
                          + context.identity();
                    }));
    try (RawClient client = new RawClient(agent.port())) {
      client.post("WorkloadAccessToken: old\r\nOAuth2CallbackUrl: https://c\r\n", "{}");
      assertThat(client.reply().body())
          .startsWith("\"old https://c InvocationContext[")
          .endsWith("Identity[hidden]\"")
          .doesNotContain("old]");
      client.post(
          "WorkloadAccessToken: old\r\nX-Amz-Bedrock-AgentCore-Identity-WAT: new\r\n", "{}");
      assertThat(client.reply().body()).startsWith("\"new none ");
    }
  }
}
