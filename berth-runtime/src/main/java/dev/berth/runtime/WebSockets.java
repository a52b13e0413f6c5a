package dev.berth.runtime;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;

/** Takes WebSocket upgrades on {@code /ws} and runs the agent's handler on them. Thread-safe. */
final class WebSockets {
  /** Of RFC 6455, section 1.3. */
  private static final String MAGIC = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

  private static final int GOING_AWAY = 1001;
  private static final int FAILED = 1011;

  private final Optional<WebSocketHandler> handler;
  private final Activity activity;
  private final WireJson json;
  private final Limits limits;
  private final JsonLog log;

  /** Longest message taken, and whether the agent takes no new work. */
  record Limits(long maxMessage, BooleanSupplier draining) {}

  WebSockets(
      Optional<WebSocketHandler> handler,
      Activity activity,
      WireJson json,
      Limits limits,
      JsonLog log) {
    this.handler = handler;
    this.activity = activity;
    this.json = json;
    this.limits = limits;
    this.log = log;
  }

  /** Serves one socket until it is closed; its connection is not used again. */
  void serve(RequestHead head, Connection connection) throws IOException {
    String key = key(head);
    if (limits.draining().getAsBoolean()) {
      throw new HttpFailure(503, "The agent is stopping");
    }
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("Upgrade", "websocket");
    fields.put("Connection", "Upgrade");
    fields.put("Sec-WebSocket-Accept", accept(key));
    connection.write(Connection.head(101, fields));
    OpenWebSocket socket =
        new OpenWebSocket(new WebSocketFrames(connection, limits.maxMessage()), json);
    if (handler.isEmpty()) {
      socket.close(FAILED, "No WebSocket handler defined");
      return;
    }
    try (Activity.Work work = activity.begin("websocket", Activity.Kind.WEB_SOCKET)) {
      Thread worker = Thread.currentThread();
      work.stoppedBy(
          () -> {
            socket.close(GOING_AWAY, "The agent is stopping");
            worker.interrupt();
          });
      InvocationContext.of(head.headers(), () -> UUID.randomUUID().toString())
          .run(() -> handle(handler.get(), socket));
    } finally {
      Thread.interrupted();
    }
  }

  private void handle(WebSocketHandler each, OpenWebSocket socket) {
    try {
      each.handle(socket);
      socket.close(1000, "");
    } catch (ClientGoneException e) {
      // Ordinary: clients leave. Said in the log's words only when somebody debugs a handler.
      socket.close(1000, "");
    } catch (Exception | Error e) {
      log.error("websocket", "The WebSocket handler failed", e);
      socket.close(FAILED, "The handler failed");
    }
  }

  private static String key(RequestHead head) {
    boolean isUpgrade =
        head.method().equals("GET")
            && head.header("Upgrade").filter("websocket"::equalsIgnoreCase).isPresent()
            && head.header("Connection")
                .filter(value -> value.toLowerCase(Locale.ROOT).contains("upgrade"))
                .isPresent();
    if (!isUpgrade || head.header("Sec-WebSocket-Version").filter("13"::equals).isEmpty()) {
      throw new HttpFailure(426, "Upgrade Required", "/ws is a WebSocket of version 13");
    }
    return head.header("Sec-WebSocket-Key")
        .filter(WebSockets::isKey)
        .orElseThrow(() -> new HttpFailure(400, "Malformed Sec-WebSocket-Key"));
  }

  private static boolean isKey(String key) {
    try {
      return Base64.getDecoder().decode(key).length == 16;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static String accept(String key) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-1")
              .digest((key + MAGIC).getBytes(StandardCharsets.US_ASCII));
      return Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-1", e);
    }
  }
}
