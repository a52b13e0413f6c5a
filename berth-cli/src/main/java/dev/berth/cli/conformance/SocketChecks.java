package dev.berth.cli.conformance;

import java.io.IOException;
import java.net.URI;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;

/** Rules about {@code /ws}. */
final class SocketChecks {
  private static final int ENDED_BY_ERROR = 1011;
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private SocketChecks() {}

  static List<Check> all() {
    return List.of(
        Check.of(
            "WS-1",
            "a message is answered, and a close is answered by a close",
            "at least one message, then close code 1000",
            SocketChecks::conversation),
        Check.of(
            "WS-2",
            "an agent without WebSockets says so",
            "the upgrade refused, or the connection closed with 1011",
            SocketChecks::without));
  }

  /** What came over a socket. */
  private static final class Heard implements WebSocket.Listener {
    private final CompletableFuture<Boolean> message = new CompletableFuture<>();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
      message.complete(true);
      socket.request(1);
      return CompletableFuture.completedStage(null);
    }

    @Override
    public CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
      message.complete(true);
      socket.request(1);
      return CompletableFuture.completedStage(null);
    }

    @Override
    public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
      message.complete(false);
      closed.complete(code);
      return CompletableFuture.completedStage(null);
    }

    @Override
    public void onError(WebSocket socket, Throwable error) {
      message.completeExceptionally(error);
      closed.completeExceptionally(error);
    }
  }

  private static Verdict conversation(Target agent)
      throws Deviation, IOException, InterruptedException {
    if (agent.payloads().message().isEmpty()) {
      return new Verdict.NotChecked("a message to send: --ws-message");
    }
    Heard heard = new Heard();
    WebSocket socket =
        connect(agent, heard).orElseThrow(() -> new Deviation("the upgrade refused"));
    try {
      await(agent, socket.sendText(agent.payloads().message().get(), true), "nothing taken");
      if (!await(agent, heard.message, "no message")) {
        throw new Deviation("a close with " + heard.closed.join() + " in place of a message");
      }
      await(agent, socket.sendClose(WebSocket.NORMAL_CLOSURE, ""), "no close taken");
      int code = await(agent, heard.closed, "no close after a close");
      if (code != WebSocket.NORMAL_CLOSURE) {
        throw new Deviation("close code " + code);
      }
      return Verdict.KEPT;
    } finally {
      socket.abort();
    }
  }

  private static Verdict without(Target agent) throws Deviation, IOException, InterruptedException {
    if (agent.payloads().message().isPresent()) {
      return new Verdict.NotChecked("an agent without WebSockets: --ws-message was given");
    }
    Heard heard = new Heard();
    Optional<WebSocket> connected = connect(agent, heard);
    if (connected.isEmpty()) {
      return Verdict.KEPT;
    }
    WebSocket socket = connected.get();
    try {
      int code =
          await(agent, heard.closed, "a connection that stays open; say --ws-message if it should");
      if (code != ENDED_BY_ERROR) {
        throw new Deviation("close code " + code);
      }
      return Verdict.KEPT;
    } finally {
      socket.abort();
    }
  }

  /** A connection, or nothing when the upgrade was refused. */
  private static Optional<WebSocket> connect(Target agent, Heard heard) throws Deviation {
    URI http = agent.at("/ws");
    String scheme = http.getScheme().equals("https") ? "wss" : "ws";
    URI address = URI.create(scheme + http.toString().substring(http.getScheme().length()));
    try {
      return Optional.of(
          agent
              .client()
              .newWebSocketBuilder()
              .connectTimeout(agent.limit())
              .buildAsync(address, heard)
              .join());
    } catch (CompletionException e) {
      if (e.getCause() instanceof WebSocketHandshakeException) {
        return Optional.empty();
      }
      throw new Deviation("no connection: " + e.getCause());
    }
  }

  private static <T> T await(Target agent, CompletableFuture<T> future, String otherwise)
      throws Deviation, IOException, InterruptedException {
    if (!agent.within(PATIENCE, future::isDone)) {
      throw new Deviation(otherwise + " within " + PATIENCE.toSeconds() + " s");
    }
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw new Deviation("the connection broke: " + e.getCause());
    }
  }
}
