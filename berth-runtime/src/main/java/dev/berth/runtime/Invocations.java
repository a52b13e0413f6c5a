package dev.berth.runtime;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;

/** The routes of an agent: {@code /ping} and {@code /invocations}. Thread-safe. */
final class Invocations implements HttpListener.Routes {
  private static final String JSON = "application/json";

  /** What the routes need from the app. */
  record Parts(
      Optional<RawHandler> handler,
      Activity activity,
      WireJson json,
      long maxPayload,
      JsonLog log,
      BooleanSupplier draining) {}

  private final Parts parts;

  Invocations(Parts parts) {
    this.parts = parts;
  }

  @Override
  public Optional<byte[]> quick(RequestHead head) {
    if (!head.path().equals("/ping")
        || !(head.method().equals("GET") || head.method().equals("HEAD"))) {
      return Optional.empty();
    }
    Activity.Snapshot now = parts.activity().snapshot();
    // Written by hand: a ping must not wait for the JSON library's first use.
    String body =
        "{\"status\":\"%s\",\"time_of_last_update\":%d}"
            .formatted(now.status().wireName(), now.since().getEpochSecond());
    byte[] bytes = body.getBytes(StandardCharsets.US_ASCII);
    byte[] answer = Connection.head(200, JSON, bytes.length, head.keepAlive());
    return Optional.of(head.method().equals("HEAD") ? answer : join(answer, bytes));
  }

  @Override
  public byte[] refusal(HttpFailure failure) {
    byte[] body = parts.json().error(WireJson.message(failure), failure.details().orElse(""));
    return join(Connection.head(failure.status(), JSON, body.length, false), body);
  }

  @Override
  public boolean serve(RequestHead head, Connection connection) throws IOException {
    try {
      return route(head, connection);
    } catch (HttpFailure failure) {
      connection.write(refusal(failure));
      return false;
    }
  }

  private boolean route(RequestHead head, Connection connection) throws IOException {
    if (!head.path().equals("/invocations")) {
      throw new HttpFailure(404, "Not found");
    }
    if (!head.method().equals("POST")) {
      throw new HttpFailure(405, "Method not allowed");
    }
    if (parts.draining().getAsBoolean()) {
      throw new HttpFailure(503, "The agent is stopping");
    }
    try (Activity.Work work = parts.activity().begin("invocation")) {
      work.runsOn(Thread.currentThread());
      InvocationContext context = InvocationContext.of(head, () -> UUID.randomUUID().toString());
      return context.call(() -> invoke(head, connection));
    } finally {
      // An interrupt meant for this invocation must not reach the next one on a kept connection.
      Thread.interrupted();
    }
  }

  private boolean invoke(RequestHead head, Connection connection) throws IOException {
    if (head.header("Expect").filter("100-continue"::equalsIgnoreCase).isPresent()) {
      connection.write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    }
    BodyStream body = new BodyStream(head, connection, parts.maxPayload());
    RawHandler handler =
        parts.handler().orElseThrow(() -> new HttpFailure(500, "No entrypoint defined"));
    Answer answer;
    try {
      answer = handler.handle(body);
    } catch (HttpFailure failure) {
      throw failure;
    } catch (AgentException chosen) {
      answer = error(chosen.status(), chosen);
    } catch (Exception e) {
      parts.log().error("invocations", "The handler failed", e);
      answer = error(500, e);
    }
    boolean keepAlive = head.keepAlive() && body.ended();
    send(answer, keepAlive, head, connection);
    return keepAlive;
  }

  private Answer error(int status, Throwable failure) {
    return new Answer.Bytes(status, JSON, parts.json().error(WireJson.message(failure), ""));
  }

  private void send(Answer answer, boolean keepAlive, RequestHead head, Connection connection)
      throws IOException {
    switch (answer) {
      case Answer.Json json -> {
        byte[] body = parts.json().write(json.value());
        connection.write(Connection.head(json.status(), JSON, body.length, keepAlive), body);
      }
      case Answer.Bytes bytes ->
          connection.write(
              Connection.head(bytes.status(), bytes.contentType(), bytes.body().length, keepAlive),
              bytes.body());
      case Answer.Events events ->
          stream(events.producer(), new StreamWriter(head, connection, parts.json()), keepAlive);
    }
  }

  private void stream(EventProducer producer, StreamWriter writer, boolean keepAlive)
      throws ClientGoneException {
    writer.begin(keepAlive);
    try {
      producer.produce(writer);
    } catch (ClientGoneException gone) {
      throw gone;
    } catch (Exception e) {
      parts.log().error("invocations", "The stream failed", e);
      writer.sendJson(parts.json().streamError(e));
    }
    writer.end();
  }

  private static byte[] join(byte[] head, byte[] body) {
    byte[] all = new byte[head.length + body.length];
    System.arraycopy(head, 0, all, 0, head.length);
    System.arraycopy(body, 0, all, head.length, body.length);
    return all;
  }
}
