package dev.berth.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Answers that come as a stream of events. */
final class StreamTest {
  private static final String ERROR =
      "data: {\"error\":\"broken\",\"error_type\":\"IllegalStateException\","
          + "\"message\":\"An error occurred during streaming\"}\n\n";

  private final TestApps apps = new TestApps();

  @AfterEach
  void close() {
    apps.close();
  }

  private TestApps.Running streaming(EventProducer producer) throws Exception {
    return apps.start(AgentApp.builder().handler(JsonNode.class, in -> Answer.events(producer)));
  }

  private static String all(TestApps.Running agent) throws Exception {
    try (RawClient client = new RawClient(agent.port())) {
      client.say("POST /invocations HTTP/1.0\r\nContent-Length: 2\r\n\r\n{}");
      assertThat(client.head()).startsWith("HTTP/1.1 200").contains("text/event-stream");
      return client.rest();
    }
  }

  @Test
  void aStreamThatFailsAtOnceIsOneErrorEvent() throws Exception {
    TestApps.Running agent =
        streaming(
            sink -> {
              throw new IllegalStateException("broken");
            });
    assertThat(all(agent)).isEqualTo(ERROR);
    assertThat(apps.log()).contains("\"errorMessage\":\"broken\"", "\"requestId\":");
  }

  @Test
  void aStreamThatFailsLaterEndsWithOneErrorEvent() throws Exception {
    TestApps.Running agent =
        streaming(
            sink -> {
              sink.send("one");
              sink.send(null);
              throw new IllegalStateException("broken");
            });
    assertThat(all(agent)).isEqualTo("data: \"one\"\n\ndata: null\n\n" + ERROR);
  }

  @Test
  void aStreamWithoutEventsEndsAsUsual() throws Exception {
    assertThat(all(streaming(sink -> {}))).isEmpty();
  }

  @Test
  void aSlowReaderSlowsItsProducerDown() throws Exception {
    int events = 200;
    AtomicInteger sent = new AtomicInteger();
    TestApps.Running agent =
        streaming(
            sink -> {
              for (int i = 0; i < events; i++) {
                sink.send("x".repeat(200_000));
                sent.incrementAndGet();
              }
            });
    try (RawClient client = new RawClient(agent.port())) {
      client.say("POST /invocations HTTP/1.0\r\nContent-Length: 2\r\n\r\n{}");
      client.head();
      AtomicInteger before = new AtomicInteger(-1);
      await()
          .pollInterval(Duration.ofMillis(100))
          .until(() -> before.getAndSet(sent.get()) == sent.get());
      assertThat(sent).as("what fits into the buffers of two sockets").hasValueLessThan(events);
      assertThat(agent.ping()).contains("HealthyBusy");
      assertThat(client.rest().split("\n\n", -1)).hasSize(events + 1);
    }
    assertThat(sent).hasValue(events);
  }

  @Test
  void aClientThatLeavesAnswersNoErrorEventToAnybody() throws Exception {
    CountDownLatch left = new CountDownLatch(1);
    CountDownLatch ended = new CountDownLatch(1);
    TestApps.Running agent =
        streaming(
            sink -> {
              try {
                sink.send("one");
                left.await();
                while (true) {
                  sink.send("two");
                }
              } finally {
                ended.countDown();
              }
            });
    try (RawClient client = new RawClient(agent.port()).post("", "{}")) {
      client.head();
    }
    left.countDown();
    ended.await();
    await().until(() -> agent.app().pingStatus() == PingStatus.HEALTHY);
    assertThat(agent.post("{").status()).isEqualTo(400);
    assertThat(apps.log()).doesNotContain("ERROR");
  }
}
