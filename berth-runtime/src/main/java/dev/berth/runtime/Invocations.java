package dev.berth.runtime;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.BooleanSupplier;

/** Answers {@code POST /invocations}. Thread-safe. */
final class Invocations {
  private static final String JSON = "application/json";

  /**
   * What invocations need from the app.
   *
   * @param debug the debug actions, where they are switched on
   * @param most invocations at a time
   */
  record Parts(
      Optional<RawHandler> handler,
      Activity activity,
      WireJson json,
      Optional<DebugActions> debug,
      int most,
      BooleanSupplier draining) {}

  private final Parts parts;
  private final JsonLog log;

  Invocations(Parts parts, JsonLog log) {
    this.parts = parts;
    this.log = log;
  }

  /** Answers one invocation; a failure of the handler is answered, too. */
  void serve(Exchange exchange) throws IOException {
    if (parts.draining().getAsBoolean()) {
      throw new HttpFailure(503, "The agent is stopping");
    }
    Activity.Work work =
        parts
            .activity()
            .beginInvocation(parts.most())
            .orElseThrow(
                () ->
                    new HttpFailure(
                        429, "Too many invocations", "at most " + parts.most() + " at a time"));
    try (work) {
      work.stoppedBy(Thread.currentThread()::interrupt);
      InvocationContext context =
          InvocationContext.of(exchange.headers(), () -> UUID.randomUUID().toString());
      context.call(
          () -> {
            send(answer(exchange), exchange);
            return true;
          });
    } finally {
      // An interrupt meant for this invocation must not reach the next one on its thread.
      Thread.interrupted();
    }
  }

  /** What is answered to a request that cannot be taken. */
  void refuse(HttpFailure failure, Exchange exchange) throws IOException {
    whole(failure.status(), JSON, refusal(failure), exchange);
  }

  /** The body of a refusal. */
  byte[] refusal(HttpFailure failure) {
    return parts.json().error(WireJson.message(failure), failure.details().orElse(""));
  }

  private Answer answer(Exchange exchange) {
    try {
      InputStream body = exchange.body();
      if (parts.debug().isPresent()) {
        byte[] bytes = body.readAllBytes();
        Optional<Answer> action = parts.debug().get().answer(bytes);
        if (action.isPresent()) {
          return action.get();
        }
        body = new ByteArrayInputStream(bytes);
      }
      return parts
          .handler()
          .orElseThrow(() -> new HttpFailure(500, "No entrypoint defined"))
          .handle(body);
    } catch (HttpFailure failure) {
      throw failure;
    } catch (AgentException chosen) {
      return error(chosen.status(), chosen);
    } catch (Exception | Error e) {
      // An Error, too: its client waits, and the next invocation is served all the same.
      log.error("invocations", "The handler failed", e);
      return error(500, e);
    }
  }

  private Answer error(int status, Throwable failure) {
    return new Answer.Bytes(status, JSON, parts.json().error(WireJson.message(failure), ""));
  }

  private void send(Answer answer, Exchange exchange) throws IOException {
    switch (answer) {
      case Answer.Json json ->
          whole(json.status(), JSON, parts.json().write(json.value()), exchange);
      case Answer.Bytes bytes -> whole(bytes.status(), bytes.contentType(), bytes.body(), exchange);
      case Answer.Events events -> stream(events.producer(), exchange);
    }
  }

  private static void whole(int status, String type, byte[] body, Exchange exchange)
      throws IOException {
    Map<String, String> headers = Map.of("Content-Type", type);
    try (OutputStream out = exchange.answer(status, headers, OptionalLong.of(body.length))) {
      out.write(body);
    }
  }

  private void stream(EventProducer producer, Exchange exchange) throws IOException {
    EventStream stream = EventStream.open(exchange, parts.json());
    try {
      producer.produce(stream);
    } catch (Exception | Error e) {
      if (stream.isGone()) {
        throw new ClientGoneException(e);
      }
      log.error("invocations", "The stream failed", e);
      stream.fail(e);
    }
    stream.end();
  }
}
