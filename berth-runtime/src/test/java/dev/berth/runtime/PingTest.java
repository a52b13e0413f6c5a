package dev.berth.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class PingTest {
  private static final String HEALTHY = "{\"status\":\"Healthy\",\"time_of_last_update\":%d}";
  private static final String BUSY = "{\"status\":\"HealthyBusy\",\"time_of_last_update\":%d}";

  private final TestApps apps = new TestApps();

  @AfterEach
  void close() {
    apps.close();
  }

  @Test
  void forcedBeatsTheHandlerAndTheHandlerBeatsWhatRuns() throws Exception {
    AtomicReference<PingStatus> said = new AtomicReference<>(PingStatus.HEALTHY_BUSY);
    TestApps.Running agent = apps.start(AgentApp.builder().ping(said::get));
    assertThat(agent.ping()).isEqualTo(BUSY.formatted(1_000));
    apps.timeIs(1_010);
    agent.app().forcePing(PingStatus.HEALTHY);
    apps.timeIs(1_020);
    assertThat(agent.ping()).isEqualTo(HEALTHY.formatted(1_010));
    agent.app().clearForcedPing();
    assertThat(agent.ping()).isEqualTo(BUSY.formatted(1_020));
    apps.timeIs(1_030);
    assertThat(agent.ping()).isEqualTo(BUSY.formatted(1_020));
    said.set(PingStatus.HEALTHY);
    try (TaskHandle _ = agent.app().task("does not count while the handler knows better")) {
      assertThat(agent.ping()).isEqualTo(HEALTHY.formatted(1_030));
    }
  }

  @Test
  void aHandlerThatFailsLeavesTheAutomaticStatus() throws Exception {
    TestApps.Running agent =
        apps.start(
            AgentApp.builder()
                .ping(
                    () -> {
                      throw new IllegalStateException("no idea");
                    }));
    assertThat(agent.ping()).isEqualTo(HEALTHY.formatted(1_000));
    apps.timeIs(1_005);
    try (TaskHandle _ = agent.app().task("work")) {
      assertThat(agent.ping()).isEqualTo(BUSY.formatted(1_005));
    }
    assertThat(apps.log()).contains("no idea", "automatic status");
  }

  @Test
  void aHandlerThatHangsDoesNotKeepPingWaiting() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    AtomicInteger calls = new AtomicInteger();
    TestApps.Running agent =
        apps.start(
            AgentApp.builder()
                .ping(
                    () -> {
                      if (calls.incrementAndGet() > 1) {
                        release.await();
                      }
                      return PingStatus.HEALTHY_BUSY;
                    }));
    await().untilAsserted(() -> assertThat(agent.ping()).contains("HealthyBusy"));
    for (int i = 0; i < 5; i++) {
      assertThat(agent.ping()).contains("HealthyBusy");
    }
    assertThat(calls.get()).as("one question at a time").isEqualTo(2);
    release.countDown();
    await()
        .untilAsserted(
            () -> {
              assertThat(agent.ping()).contains("HealthyBusy");
              assertThat(calls.get()).isGreaterThan(2);
            });
  }

  @Test
  void aHandlerThatHangsDelaysOnePingOnly() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    TestApps.Running agent =
        apps.start(
            AgentApp.builder()
                .ping(
                    () -> {
                      release.await();
                      return PingStatus.HEALTHY_BUSY;
                    }));
    long begun = System.nanoTime();
    for (int i = 0; i < 1_000; i++) {
      agent.app().pingStatus();
    }
    // 20 ms each would be 20 s.
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(10));
    release.countDown();
  }

  @Test
  void anAppThatIsClosedStillAnswersWhereItIsMounted() throws Exception {
    TestApps.Running agent = apps.start(AgentApp.builder().ping(() -> PingStatus.HEALTHY_BUSY));
    assertThat(agent.app().pingStatus()).isEqualTo(PingStatus.HEALTHY_BUSY);
    agent.app().close();
    assertThat(agent.app().pingStatus()).isEqualTo(PingStatus.HEALTHY_BUSY);
  }

  @Test
  void aClockThatFailsEndsTheConnectionAndNothingElse() throws Exception {
    AtomicInteger readings = new AtomicInteger();
    try (AgentApp app =
        AgentApp.builder()
            .host("127.0.0.1")
            .port(0)
            .clock(
                () -> {
                  if (readings.getAndIncrement() == 0) {
                    throw new IllegalStateException("no time");
                  }
                  return java.time.Instant.ofEpochSecond(7);
                })
            .log(new JsonLog(System.out, java.time.InstantSource.system()))
            .build()) {
      int port = app.start();
      try (RawClient client = new RawClient(port)) {
        RawClient.Reply reply = client.say("GET /ping HTTP/1.1\r\n\r\n").reply();
        assertThat(reply.status()).isEqualTo(500);
        assertThat(reply.body()).isEqualTo("{\"error\":\"Internal error\"}");
      }
      assertThat(new TestApps.Running(app, port).ping()).isEqualTo(HEALTHY.formatted(7));
    }
  }

  @Test
  void whatWasToldBeforeTheFirstWorkIsNotKept() throws Exception {
    TestApps.Running agent = apps.start(AgentApp.builder());
    assertThat(agent.ping()).isEqualTo(HEALTHY.formatted(1_000));
    agent.app().forcePing(PingStatus.HEALTHY);
    // Here the process is frozen, and goes on in another place days later.
    apps.timeIs(900_000);
    try (TaskHandle _ = agent.app().task("the first work")) {
      assertThat(agent.ping()).isEqualTo(HEALTHY.formatted(900_000));
    }
    apps.timeIs(900_001);
    try (TaskHandle _ = agent.app().task("the second")) {
      assertThat(agent.ping()).isEqualTo(HEALTHY.formatted(900_000));
    }
  }

  @Test
  void aTaskThatWasNeverClosedStopsToCount() throws Exception {
    TestApps.Running agent = apps.start(AgentApp.builder().maxTaskAge(Duration.ofSeconds(60)));
    TaskHandle forgotten = agent.app().task("forgotten");
    apps.timeIs(1_060);
    assertThat(agent.ping()).isEqualTo(BUSY.formatted(1_000));
    apps.timeIs(1_061);
    assertThat(agent.ping()).isEqualTo(HEALTHY.formatted(1_061));
    assertThat(apps.log()).contains("task forgotten was never closed");
    forgotten.close();
    assertThat(agent.ping()).isEqualTo(HEALTHY.formatted(1_061));
  }

  @Test
  void nothingIsReadFromTheClockBeforeTheFirstRequest() throws Exception {
    AtomicInteger readings = new AtomicInteger();
    try (AgentApp app =
        AgentApp.builder()
            .host("127.0.0.1")
            .port(0)
            .clock(
                () -> {
                  readings.incrementAndGet();
                  return java.time.Instant.ofEpochSecond(7);
                })
            .build()) {
      int port = app.start();
      assertThat(readings).hasValue(0);
      assertThat(new TestApps.Running(app, port).ping()).isEqualTo(HEALTHY.formatted(7));
    }
  }

  @Test
  void headIsAnsweredWithoutABody() throws Exception {
    TestApps.Running agent = apps.start(AgentApp.builder());
    try (RawClient client = new RawClient(agent.port())) {
      client.say("HEAD /ping HTTP/1.1\r\nConnection: close\r\n\r\n");
      assertThat(client.head()).startsWith("HTTP/1.1 200 OK");
      assertThat(client.rest()).isEmpty();
    }
  }
}
