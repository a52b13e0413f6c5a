package dev.berth.runtime.session;

import dev.berth.runtime.JsonLog;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/**
 * An open session with Berth's gateway. The heartbeat begins when it is opened and ends when the
 * session does.
 *
 * <p>Calls wait while the control plane is away and go on when it is back. They throw {@link
 * SessionEndedException} once the session is over, {@link SessionException} when the gateway
 * refuses, and {@link InterruptedException} when the calling thread is interrupted. Thread-safe.
 */
public final class Session implements AutoCloseable {
  private static final Duration CALL = Duration.ofSeconds(30);
  private static final Duration LONG_POLL = Duration.ofSeconds(45);
  private static final Map<String, String> JSON = Map.of("Content-Type", "application/json");

  /**
   * What a session needs from its surroundings.
   *
   * @param newId makes a prefix for event ids that no other agent process of the session has; at
   *     most 40 characters
   */
  public record Edge(InstantSource clock, JsonLog log, Supplier<String> newId) {}

  private final GatewayCalls calls;
  private final SessionEnd end = new SessionEnd();
  private final Heartbeat heartbeat;
  private final Events events;
  private final JsonMapper mapper =
      JsonMapper.builder().propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE).build();

  private Session(SessionAddress address, Pace pace, Edge edge) {
    calls = new GatewayCalls(address, pace, end, mapper);
    heartbeat = new Heartbeat(calls, end, mapper, pace);
    events = new Events(calls, edge, pace, mapper);
    end.onEnd(events::stop);
  }

  /** Opens a session; the first heartbeat leaves at once. */
  public static Session open(SessionAddress address, Pace pace, Edge edge) {
    Session session = new Session(address, pace, edge);
    session.heartbeat.start();
    session.events.start();
    return session;
  }

  /** The heartbeat and the directives. */
  public Heartbeat heartbeat() {
    return heartbeat;
  }

  /** The events. */
  public Events events() {
    return events;
  }

  /** Calls back once when the session is over, at once if it is already. */
  public void onEnd(Runnable listener) {
    end.onEnd(listener);
  }

  /** Whether the session is over. */
  public boolean ended() {
    return end.ended();
  }

  /** Waits for a time, or less when the session ends meanwhile. */
  public void pause(Duration time) throws InterruptedException {
    end.pause(time);
  }

  /** The hydrated task. */
  public SessionContext context() throws InterruptedException {
    byte[] answer = calls.untilAnswered(call("GET", "/session/context", new byte[0]));
    return mapper.readValue(answer, SessionContext.class);
  }

  /**
   * Asks whether a tool call may go on, and waits for a person's answer if it has to.
   *
   * @param key the tool call's id: asking again with it is the same question
   */
  public GateDecision askGate(String tool, JsonNode input, String key) throws InterruptedException {
    byte[] question = mapper.writeValueAsBytes(new GateQuestion(tool, input, key));
    GateAnswer answer = gateAnswer(calls.untilAnswered(call("POST", "/session/gates", question)));
    while (answer.decision().equals("pending") && answer.gateId() != null) {
      String path = "/session/gates/" + encode(answer.gateId()) + "?wait=30";
      answer =
          gateAnswer(
              calls.untilAnswered(
                  new GatewayCalls.Call("GET", path, new byte[0], Map.of(), LONG_POLL)));
    }
    if (answer.decision().equals("allow")) {
      return new GateDecision.Allow();
    }
    // Whatever is not an allow is a deny: an answer that is not understood must not open a gate.
    return new GateDecision.Deny(answer.reason() == null ? "not allowed" : answer.reason());
  }

  /**
   * Stores an artifact.
   *
   * @param name relative, without {@code ..}
   * @param sha256 of the bytes
   */
  public void putArtifact(String name, String contentType, byte[] bytes, byte[] sha256)
      throws InterruptedException {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Content-Type", contentType);
    headers.put("X-Content-SHA256", HexFormat.of().formatHex(sha256));
    String path = "/session/artifacts/" + encode(name).replace("%2F", "/");
    calls.untilAnswered(new GatewayCalls.Call("PUT", path, bytes, headers, Duration.ofMinutes(5)));
  }

  /** Has the change request opened or updated. */
  public ChangeRequest putChangeRequest(String title, String body, String base)
      throws InterruptedException {
    Map<String, String> request = new LinkedHashMap<>();
    request.put("title", title);
    request.put("body", body);
    request.put("base", base);
    byte[] answer =
        calls.untilAnswered(
            new GatewayCalls.Call(
                "PUT",
                "/session/change-request",
                mapper.writeValueAsBytes(request),
                JSON,
                Duration.ofMinutes(2)));
    return mapper.readValue(answer, ChangeRequest.class);
  }

  /** Reports the result, after all events. The first result of a session counts. */
  public void report(Result result) throws InterruptedException {
    events.flush();
    calls.untilAnswered(call("POST", "/session/result", mapper.writeValueAsBytes(result)));
  }

  /** Stops talking. */
  @Override
  public void close() {
    end.end(new SessionEndedException(0, "CLOSED", "the session was closed by the agent"));
  }

  private GateAnswer gateAnswer(byte[] body) {
    return mapper.readValue(body, GateAnswer.class);
  }

  private static GatewayCalls.Call call(String method, String path, byte[] body) {
    return new GatewayCalls.Call(method, path, body, body.length == 0 ? Map.of() : JSON, CALL);
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private record GateQuestion(String tool, JsonNode input, String key) {}

  private record GateAnswer(String decision, @Nullable String reason, @Nullable String gateId) {}
}
