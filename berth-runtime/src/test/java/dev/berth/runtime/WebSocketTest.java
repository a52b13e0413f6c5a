package dev.berth.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket.Listener;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class WebSocketTest {
  private static final String UPGRADE =
      """
      GET /ws HTTP/1.1\r
      Upgrade: websocket\r
      Connection: keep-alive, Upgrade\r
      Sec-WebSocket-Version: 13\r
      Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r
      \r
      """;

  private final TestApps apps = new TestApps();

  @AfterEach
  void close() {
    apps.close();
  }

  /** What a real client of the JDK hears. */
  private static final class Ear implements Listener {
    private final LinkedBlockingQueue<String> heard = new LinkedBlockingQueue<>();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private final StringBuilder text = new StringBuilder();

    @Override
    public CompletionStage<?> onText(
        java.net.http.WebSocket socket, CharSequence data, boolean last) {
      text.append(data);
      if (last) {
        heard.add(text.toString());
        text.setLength(0);
      }
      socket.request(1);
      return CompletableFuture.completedStage(null);
    }

    @Override
    public CompletionStage<?> onBinary(
        java.net.http.WebSocket socket, ByteBuffer data, boolean last) {
      heard.add("binary " + data.remaining());
      socket.request(1);
      return CompletableFuture.completedStage(null);
    }

    @Override
    public CompletionStage<?> onClose(java.net.http.WebSocket socket, int code, String reason) {
      closed.complete(code);
      return CompletableFuture.completedStage(null);
    }

    String next() throws InterruptedException {
      String message = heard.poll(10, TimeUnit.SECONDS);
      return message == null ? "nothing came" : message;
    }

    int code() throws Exception {
      return closed.get(10, TimeUnit.SECONDS);
    }
  }

  private static java.net.http.WebSocket open(TestApps.Running agent, Ear ear) {
    return HttpClient.newHttpClient()
        .newWebSocketBuilder()
        .header("X-Amzn-Bedrock-AgentCore-Runtime-Session-Id", "session-1")
        .buildAsync(URI.create("ws://127.0.0.1:" + agent.port() + "/ws"), ear)
        .join();
  }

  private static AgentAppBuilder echo() {
    return AgentApp.builder()
        .webSocket(
            socket -> {
              for (var message = socket.receive();
                  message.isPresent();
                  message = socket.receive()) {
                switch (message.get()) {
                  case WebSocket.Message.Text text -> socket.send(text.text());
                  case WebSocket.Message.Binary binary -> socket.send(binary.bytes());
                }
              }
            });
  }

  @Test
  void echoesAndClosesInGoodOrder() throws Exception {
    TestApps.Running agent = apps.start(echo());
    Ear ear = new Ear();
    java.net.http.WebSocket socket = open(agent, ear);
    assertThat(agent.ping()).contains("HealthyBusy");
    for (String text : List.of("grüße", "", "x".repeat(200), "y".repeat(70_000))) {
      socket.sendText(text, true).join();
      assertThat(ear.next()).isEqualTo(text);
    }
    socket.sendText("half ", false).join();
    socket.sendPing(ByteBuffer.wrap(new byte[] {1})).join();
    socket.sendText("and half", true).join();
    assertThat(ear.next()).isEqualTo("half and half");
    socket.sendBinary(ByteBuffer.allocate(300), true).join();
    assertThat(ear.next()).isEqualTo("binary 300");
    socket.sendClose(java.net.http.WebSocket.NORMAL_CLOSURE, "done").join();
    assertThat(ear.code()).isEqualTo(1000);
    await().untilAsserted(() -> assertThat(agent.ping()).contains("\"Healthy\""));
  }

  @Test
  void manyMessages() throws Exception {
    TestApps.Running agent = apps.start(echo());
    Ear ear = new Ear();
    java.net.http.WebSocket socket = open(agent, ear);
    for (int i = 0; i < 2_000; i++) {
      socket.sendText("message " + i, true).join();
    }
    for (int i = 0; i < 2_000; i++) {
      assertThat(ear.next()).isEqualTo("message " + i);
    }
    socket.abort();
    await().until(() -> agent.app().pingStatus() == PingStatus.HEALTHY);
    assertThat(apps.log()).doesNotContain("ERROR");
  }

  @Test
  void withoutAHandlerAndWhenItFails() throws Exception {
    Ear nobody = new Ear();
    open(apps.start(AgentApp.builder()), nobody);
    assertThat(nobody.code()).isEqualTo(1011);
    Ear failing = new Ear();
    open(
        apps.start(
            AgentApp.builder()
                .webSocket(
                    socket -> {
                      socket.sendJson(InvocationContext.current().sessionId().orElse("none"));
                      throw new IllegalStateException("secret words");
                    })),
        failing);
    assertThat(failing.next()).isEqualTo("\"session-1\"");
    assertThat(failing.code()).isEqualTo(1011);
    assertThat(apps.log()).contains("secret words");
  }

  @Test
  void aHandlerKnowsWhoOpenedItsSocketAndTalksUnasked() throws Exception {
    TestApps.Running agent =
        apps.start(
            AgentApp.builder()
                .webSocket(
                    socket -> {
                      InvocationContext context = InvocationContext.current();
                      socket.send(context.headers().get("x-tenant") + context.headers().size());
                      socket.send(context.requestId());
                      for (int i = 0; i < 500; i++) {
                        socket.sendJson(List.of(i));
                      }
                    }));
    Ear ear = new Ear();
    HttpClient.newHttpClient()
        .newWebSocketBuilder()
        .header("X-Tenant", "blue")
        .header("X-Amzn-RequestId", "r1")
        .buildAsync(URI.create("ws://127.0.0.1:" + agent.port() + "/ws"), ear)
        .join();
    assertThat(ear.next()).as("and nothing of the connection").isEqualTo("blue1");
    assertThat(ear.next()).isEqualTo("r1");
    for (int i = 0; i < 500; i++) {
      assertThat(ear.next()).isEqualTo("[" + i + "]");
    }
    assertThat(ear.code()).isEqualTo(1000);
  }

  @Test
  void aClientThatVanishesEndsItsOwnHandlerOnly() throws Exception {
    CountDownLatch ended = new CountDownLatch(1);
    TestApps.Running agent =
        apps.start(
            AgentApp.builder()
                .webSocket(
                    socket -> {
                      try {
                        socket.receive();
                      } finally {
                        ended.countDown();
                      }
                    }));
    Ear stays = new Ear();
    java.net.http.WebSocket other = open(agent, stays);
    try (RawClient client = new RawClient(agent.port()).say(UPGRADE)) {
      client.head();
    }
    assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(agent.app().pingStatus()).isEqualTo(PingStatus.HEALTHY_BUSY);
    other.sendText("still here", true).join();
    assertThat(stays.code()).isEqualTo(1000);
    await().until(() -> agent.app().pingStatus() == PingStatus.HEALTHY);
    assertThat(apps.log()).doesNotContain("ERROR");
  }

  @Test
  void aPingIsAnsweredByItsPong() throws Exception {
    TestApps.Running agent = apps.start(echo());
    try (RawClient client = new RawClient(agent.port()).say(UPGRADE)) {
      client.head();
      client.say(new byte[] {(byte) 0x89, (byte) 0x81, 0, 0, 0, 0, 7});
      assertThat(client.bytes(3)).containsExactly(0x8a, 1, 7);
    }
  }

  @Test
  void drainTellsOpenSockets() throws Exception {
    CountDownLatch inside = new CountDownLatch(1);
    TestApps.Running agent =
        apps.start(
            AgentApp.builder()
                .webSocket(
                    socket -> {
                      inside.countDown();
                      socket.receive();
                    }),
            Duration.ofMillis(100));
    Ear ear = new Ear();
    open(agent, ear);
    inside.await();
    agent.app().close();
    assertThat(ear.code()).isEqualTo(1001);
  }

  @Test
  void clientsThatBreakTheProtocolAreToldHow() throws Exception {
    TestApps.Running agent = apps.start(echo().maxMessageBytes(10));
    assertThat(codeAfter(agent, 0x81, 0x01, 'a')).as("unmasked").isEqualTo(1002);
    assertThat(codeAfter(agent, 0xc1, 0x80, 0, 0, 0, 0)).as("reserved bit").isEqualTo(1002);
    assertThat(codeAfter(agent, 0x83, 0x80, 0, 0, 0, 0)).as("opcode 3").isEqualTo(1002);
    assertThat(codeAfter(agent, 0x80, 0x80, 0, 0, 0, 0)).as("nothing to continue").isEqualTo(1002);
    assertThat(codeAfter(agent, 0x09, 0x80, 0, 0, 0, 0)).as("half a ping").isEqualTo(1002);
    assertThat(codeAfter(agent, 0x81, 0x8b, 0, 0, 0, 0)).as("eleven bytes").isEqualTo(1009);
    assertThat(codeAfter(agent, 0x81, 0x81, 0, 0, 0, 0, 0xff)).as("not UTF-8").isEqualTo(1007);
    assertThat(codeAfter(agent, 0x88, 0x82, 0, 0, 0, 0, 3, 0xed)).as("1005").isEqualTo(1002);
  }

  @Test
  void whatIsNoUpgradeIsRefused() throws Exception {
    TestApps.Running agent = apps.start(echo());
    try (RawClient client = new RawClient(agent.port())) {
      assertThat(client.say("GET /ws HTTP/1.1\r\n\r\n").reply().status()).isEqualTo(426);
    }
  }

  private static int codeAfter(TestApps.Running agent, int... frame) throws Exception {
    try (RawClient client = new RawClient(agent.port())) {
      client.say(UPGRADE);
      assertThat(client.head()).contains("101 Switching Protocols");
      byte[] bytes = new byte[frame.length];
      for (int i = 0; i < frame.length; i++) {
        bytes[i] = (byte) frame[i];
      }
      client.say(bytes);
      byte[] close = client.bytes(4);
      assertThat(close[0] & 0xff).isEqualTo(0x88);
      return ByteBuffer.wrap(close, 2, 2).getShort() & 0xffff;
    }
  }
}
