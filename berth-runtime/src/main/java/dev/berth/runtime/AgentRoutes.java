package dev.berth.runtime;

import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** What an agent answers: {@code /ping}, {@code /invocations} and {@code /ws}. Thread-safe. */
final class AgentRoutes implements HttpListener.Routes {
  private static final String JSON = "application/json";

  private final Invocations invocations;
  private final Ping ping;
  private final WebSockets sockets;
  private final long maxPayload;

  AgentRoutes(Invocations invocations, Ping ping, WebSockets sockets, long maxPayload) {
    this.invocations = invocations;
    this.ping = ping;
    this.sockets = sockets;
    this.maxPayload = maxPayload;
  }

  @Override
  public Optional<byte[]> quick(RequestHead head) {
    if (!isPing(head.method(), head.path())) {
      return Optional.empty();
    }
    byte[] body = ping.body();
    byte[] answer = Connection.head(200, JSON, body.length, head.keepAlive());
    return Optional.of(head.method().equals("HEAD") ? answer : join(answer, body));
  }

  @Override
  public byte[] refusal(HttpFailure failure) {
    byte[] body = invocations.refusal(failure);
    return join(Connection.head(failure.status(), JSON, body.length, false), body);
  }

  @Override
  public boolean serve(RequestHead head, Connection connection) throws IOException {
    try {
      if (head.path().equals("/ws")) {
        sockets.serve(head, connection);
        return false;
      }
      ConnectionExchange exchange = new ConnectionExchange(head, connection, maxPayload);
      route(exchange);
      return exchange.isReusable();
    } catch (HttpFailure failure) {
      connection.write(refusal(failure));
      return false;
    }
  }

  /** Answers an exchange of somebody else's server. */
  void serve(Exchange exchange) throws IOException {
    if (isPing(exchange.method(), exchange.path())) {
      byte[] body = ping.body();
      try (var out =
          exchange.answer(200, Map.of("Content-Type", JSON), OptionalLong.of(body.length))) {
        if (!exchange.method().equals("HEAD")) {
          out.write(body);
        }
      }
      return;
    }
    try {
      route(exchange);
    } catch (HttpFailure failure) {
      invocations.refuse(failure, exchange);
    }
  }

  private void route(Exchange exchange) throws IOException {
    if (!exchange.path().equals("/invocations")) {
      throw new HttpFailure(404, "Not found");
    }
    if (!exchange.method().equals("POST")) {
      throw new HttpFailure(405, "Method not allowed");
    }
    invocations.serve(exchange);
  }

  private static boolean isPing(String method, String path) {
    return path.equals("/ping") && (method.equals("GET") || method.equals("HEAD"));
  }

  private static byte[] join(byte[] head, byte[] body) {
    byte[] all = Arrays.copyOf(head, head.length + body.length);
    System.arraycopy(body, 0, all, head.length, body.length);
    return all;
  }
}
