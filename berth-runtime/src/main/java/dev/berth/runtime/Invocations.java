package dev.berth.runtime;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.LinkedHashMap;
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
    InputStream body = exchange.body();
    if (parts.debug().isPresent()) {
      byte[] bytes = body.readAllBytes();
      Optional<Answer> action = parts.debug().get().answer(bytes);
      if (action.isPresent()) {
        // Not counted: to look at the status must not change it.
        send(action.get(), exchange);
        return;
      }
      body = new ByteArrayInputStream(bytes);
    }
    invoke(body, exchange);
  }

  private void invoke(InputStream body, Exchange exchange) throws IOException {
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
            send(answer(body), exchange);
            return true;
          });
    } finally {
      // An interrupt meant for this invocation must not reach the next one on its thread.
      Thread.interrupted();
    }
  }

  /** What is answered to a request that cannot be taken. */
  void refuse(HttpFailure failure, Exchange exchange) throws IOException {
    byte[] body = refusal(failure);
    try (OutputStream out = begin(failure.status(), JSON, Map.of(), body.length, exchange)) {
      out.write(body);
    }
  }

  /** The body of a refusal. */
  byte[] refusal(HttpFailure failure) {
    return parts
        .json()
        .error(WireJson.message(failure), failure.details().orElse(""))
        .toByteArray();
  }

  private Answer answer(InputStream body) {
    try {
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
    return Answer.bytes(
        status, JSON, parts.json().error(WireJson.message(failure), "").toByteArray());
  }

  private void send(Answer answer, Exchange exchange) throws IOException {
    switch (answer) {
      case Answer.Json(int status, Object value, Map<String, String> headers) -> {
        ByteArrayOutputStream body = parts.json().write(value);
        try (OutputStream out = begin(status, JSON, headers, body.size(), exchange)) {
          body.writeTo(out);
        }
      }
      case Answer.Bytes(int status, String type, byte[] body, Map<String, String> headers) -> {
        try (OutputStream out = begin(status, type, headers, body.length, exchange)) {
          out.write(body);
        }
      }
      case Answer.Events events -> stream(events, exchange);
    }
  }

  private static OutputStream begin(
      int status, String type, Map<String, String> headers, int length, Exchange exchange)
      throws IOException {
    Map<String, String> all = new LinkedHashMap<>(headers);
    all.put("Content-Type", type);
    return exchange.answer(status, all, OptionalLong.of(length));
  }

  private void stream(Answer.Events events, Exchange exchange) throws IOException {
    EventStream stream = EventStream.open(exchange, events.headers(), parts.json());
    try {
      events.producer().produce(stream);
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
