package dev.berth.runtime;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/** Apps on free ports of the loopback address, with a clock that is set by hand. */
final class TestApps implements AutoCloseable {
  private final AtomicReference<Instant> now = new AtomicReference<>(Instant.ofEpochSecond(1_000));
  private final ByteArrayOutputStream lines = new ByteArrayOutputStream();
  private final List<AgentApp> apps = new ArrayList<>();

  /** A started app. */
  record Running(AgentApp app, int port) {
    String ping() throws Exception {
      try (RawClient client = new RawClient(port)) {
        return client.say("GET /ping HTTP/1.1\r\nHost: x\r\n\r\n").reply().body();
      }
    }

    RawClient.Reply post(String body) throws Exception {
      try (RawClient client = new RawClient(port)) {
        return client.post("", body).reply();
      }
    }
  }

  Running start(AgentAppBuilder builder) throws Exception {
    return start(builder, Duration.ofSeconds(2));
  }

  Running start(AgentAppBuilder builder, Duration drain) throws Exception {
    PrintStream out = new PrintStream(lines, true, StandardCharsets.UTF_8);
    AgentApp app =
        builder
            .host("127.0.0.1")
            .port(0)
            .clock(now::get)
            .log(new JsonLog(out, now::get))
            .drain(drain)
            .build();
    apps.add(app);
    return new Running(app, app.start());
  }

  void timeIs(long second) {
    now.set(Instant.ofEpochSecond(second));
  }

  String log() {
    return lines.toString(StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    apps.forEach(AgentApp::close);
  }
}
