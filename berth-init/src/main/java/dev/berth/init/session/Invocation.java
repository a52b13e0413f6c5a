package dev.berth.init.session;

import dev.berth.init.gateway.GatewayClient;
import dev.berth.init.gateway.SessionEnded;
import dev.berth.init.http.Response;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

/**
 * Hands the task to an HTTP agent, once, and for a plain agent carries its answer back: JSON in one
 * piece, an event stream event by event. The last event is sent again with {@code last=true} when
 * the stream has ended, since before that nobody knows that it was the last.
 *
 * <p>Whatever goes wrong, the gateway hears of an end: otherwise the session would be taken for one
 * that works until its time is up.
 */
final class Invocation {
  /** Bytes of an answer, or of one event of it; the gateway takes as many and no more. */
  static final int MAX_ANSWER = 1 << 20;

  /** Said for an invocation that got no whole answer: the status of a gateway in its place. */
  private static final int BROKEN_OFF = 502;

  /** How the contract's last event of a stream that failed looks. The gateway reads it strictly. */
  private static final Pattern FAILED_STREAM =
      Pattern.compile("^\\s*\\{(?=.*\"error_type\"\\s*:).*\"error\"\\s*:\\s*\"", Pattern.DOTALL);

  /** The gateway takes 200 characters of a content type, which is the agent's text. */
  private static final int MAX_TYPE = 200;

  /** For an agent's end to show, when its connection ended. */
  private static final long EXIT_SHOWS_MS = 1_000;

  private final Plan plan;
  private final AgentHttp agent;
  private final GatewayClient gateway;
  private final CompletableFuture<Process> exit;
  private final Finish finish;

  /**
   * An invocation to come.
   *
   * @param exit completes when the agent's process has ended
   */
  Invocation(
      Plan plan,
      AgentHttp agent,
      GatewayClient gateway,
      CompletableFuture<Process> exit,
      Finish finish) {
    this.plan = plan;
    this.agent = agent;
    this.gateway = gateway;
    this.exit = exit;
    this.finish = finish;
  }

  /** What is to be done between a plain agent's whole answer and word of it. */
  interface Finish {
    /**
     * Does it.
     *
     * @param finished whether the answer says that the work is done
     * @return false when there is nothing to say any more: somebody has told how it ended
     */
    boolean run(boolean finished) throws InterruptedException;
  }

  /** Runs to the end of the agent's answer. */
  void run() {
    try {
      agent.invoke(
          plan.text("invocation.body", "{}"), plan.below("invocation.header."), this::answered);
    } catch (SessionEnded e) {
      System.err.println("init: " + e.getMessage());
    } catch (IOException e) {
      System.err.println("init: the invocation broke off: " + e.getMessage());
      if (!exited()) {
        report(BROKEN_OFF, "");
      }
    }
  }

  /** An agent that has ended says more by its exit, which is reported elsewhere. */
  private boolean exited() {
    try {
      return exit.get(EXIT_SHOWS_MS, TimeUnit.MILLISECONDS) != null;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException("the exit of a process is never an error", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private Void answered(Response response) throws IOException {
    boolean failed = response.status() >= 400;
    if (plan.kind() == Plan.AgentKind.PLAIN && failed && !finish(false)) {
      return null;
    }
    report(response.status(), response.header("content-type"));
    if (plan.kind() != Plan.AgentKind.PLAIN || failed) {
      // An aware agent reports by itself; its answer only says that it took the task. And that of a
      // plain one has said already that it failed.
      return null;
    }
    if (response.header("content-type").startsWith("text/event-stream")) {
      relayEvents(response);
    } else {
      byte[] body = response.body().readNBytes(MAX_ANSWER + 1);
      last(0, body.length > MAX_ANSWER ? tooLarge() : body);
    }
    return null;
  }

  private void report(int status, String contentType) {
    try {
      String type = contentType.substring(0, Math.min(MAX_TYPE, contentType.length()));
      GatewayClient.Answer answer =
          gateway.deliver(
              "/session/invoked", Map.of("status", Integer.toString(status), "content_type", type));
      if (!answer.ok()) {
        System.err.println("init: the invocation's status was refused with " + answer.status());
      }
    } catch (SessionEnded e) {
      System.err.println("init: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void relayEvents(Response response) throws IOException {
    EventReader events = new EventReader(response.body(), MAX_ANSWER);
    byte[] last = new byte[0];
    int seq = 0;
    for (Optional<EventReader.Event> event = events.next();
        event.isPresent();
        event = events.next()) {
      last = event.get().tooLarge() ? tooLarge() : event.get().data();
      respond(seq++, false, last);
    }
    last(seq, last);
  }

  private void last(int seq, byte[] body) throws IOException {
    if (finish(!FAILED_STREAM.matcher(new String(body, StandardCharsets.UTF_8)).find())) {
      respond(seq, true, body);
    }
  }

  private boolean finish(boolean finished) throws IOException {
    try {
      return finish.run(finished);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  /** Without a last answer nobody would know that there is one: a short one takes its place. */
  private void respond(int seq, boolean last, byte[] body) throws IOException {
    int status = send(seq, last, body);
    if (status / 100 != 2) {
      System.err.println("init: the agent's answer was refused with " + status);
      if (last) {
        send(seq, true, error("ANSWER_REFUSED", "the agent's answer was refused: " + status));
      }
    }
  }

  private int send(int seq, boolean last, byte[] body) throws IOException {
    try {
      return gateway
          .deliver("/session/response?seq=" + seq + "&last=" + last, "application/json", body)
          .status();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private static byte[] tooLarge() {
    return error("ANSWER_TOO_LARGE", "the agent's answer is larger than " + MAX_ANSWER + " bytes");
  }

  private static byte[] error(String code, String message) {
    return ("{\"error\":{\"code\":\"" + code + "\",\"message\":\"" + message + "\"}}")
        .getBytes(StandardCharsets.UTF_8);
  }
}
