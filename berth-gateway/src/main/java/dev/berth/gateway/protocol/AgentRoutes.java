package dev.berth.gateway.protocol;

import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCode;
import dev.berth.core.event.EventStore;
import dev.berth.core.gateway.Grant;
import dev.berth.core.session.SessionProtocol;
import dev.berth.core.session.SessionProtocol.OpenedChangeRequest;
import dev.berth.core.session.SessionProtocol.StoredArtifact;
import dev.berth.core.time.Time;
import dev.berth.gateway.door.Access;
import dev.berth.gateway.door.Rate;
import dev.berth.gateway.door.SessionHandler;
import dev.berth.gateway.door.SessionRoute;
import dev.berth.gateway.json.JsonFields;
import dev.berth.gateway.json.JsonValues;
import dev.berth.gateway.json.StrictJson;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What agents say: strict JSON in snake_case. Thread-safe. */
public final class AgentRoutes {
  private static final int HEARTBEAT_BYTES = 8 * 1024;
  private static final int EVENTS_BYTES = 256 * 1024;
  private static final int GATE_BYTES = 256 * 1024;
  private static final int CHANGE_REQUEST_BYTES = 128 * 1024;
  private static final int RESULT_BYTES = 256 * 1024;
  private static final Duration MAX_WAIT = Duration.ofSeconds(30);
  private static final Pattern SHA256 = Pattern.compile("[0-9a-fA-F]{64}");

  private final SessionProtocol protocol;
  private final Time time;
  private final StrictJson json = new StrictJson();
  private final SessionJson words = new SessionJson(json);

  public AgentRoutes(SessionProtocol protocol, Time time) {
    this.protocol = protocol;
    this.time = time;
  }

  /** The paths, with who may call them and how often. */
  public List<SessionRoute> routes() {
    Rate seldom = new Rate(2, 20);
    Rate often = new Rate(20, 100);
    return List.of(
        post("heartbeat", Access.AGENT, new Rate(5, 20), HEARTBEAT_BYTES, this::heartbeat),
        post("events", Access.WORKING_AGENT, often, EVENTS_BYTES, this::events),
        get("context", seldom, this::context),
        post("gates", Access.WORKING_AGENT, often, GATE_BYTES, this::askGate),
        get("gates/{id}", often, this::gate),
        put("artifacts/<name>", Access.AGENT, often, 0, this::artifact),
        put(
            "change-request",
            Access.WORKING_AGENT,
            seldom,
            CHANGE_REQUEST_BYTES,
            this::changeRequest),
        post("result", Access.AGENT, seldom, RESULT_BYTES, this::result));
  }

  private static SessionRoute get(String name, Rate rate, SessionHandler handler) {
    return new SessionRoute(
        HandlerType.GET, "/session/" + name, Access.WORKING_AGENT, rate, 0, handler);
  }

  private static SessionRoute post(
      String name, Access access, Rate rate, int held, SessionHandler handler) {
    return new SessionRoute(HandlerType.POST, "/session/" + name, access, rate, held, handler);
  }

  private static SessionRoute put(
      String name, Access access, Rate rate, int held, SessionHandler handler) {
    return new SessionRoute(HandlerType.PUT, "/session/" + name, access, rate, held, handler);
  }

  private void heartbeat(Grant grant, Context request) throws IOException {
    JsonFields fields = fields(request, HEARTBEAT_BYTES);
    var heartbeat =
        new SessionProtocol.Heartbeat(
            fields.number("last_directive", 0, Long.MAX_VALUE),
            (int) fields.number("turns_attempted", 0, Integer.MAX_VALUE),
            (int) fields.number("turns_completed", 0, Integer.MAX_VALUE),
            fields.optionalText("activity", 200).orElse(""));
    fields.done();
    answer(request, 200, words.heartbeat(protocol.heartbeat(grant, heartbeat)));
  }

  private void events(Grant grant, Context request) throws IOException {
    JsonFields fields = fields(request, EVENTS_BYTES);
    var events = EventsReader.read(fields);
    EventStore.Appended appended =
        events.isEmpty() ? new EventStore.Appended(0, 0) : protocol.events(grant, events);
    answer(
        request,
        200,
        json.newObject()
            .put("accepted", appended.recorded())
            .put("replayed", events.size() - appended.recorded() - appended.dropped())
            .put("dropped", appended.dropped()));
  }

  private void context(Grant grant, Context request) {
    answer(request, 200, words.context(protocol.context(grant)));
  }

  private void askGate(Grant grant, Context request) throws IOException {
    JsonFields fields = fields(request, GATE_BYTES);
    String tool = fields.text("tool", 100);
    Optional<ObjectNode> input = fields.optionalObject("input");
    String key = fields.text("key", 200);
    fields.done();
    answer(
        request,
        200,
        words.gate(
            protocol.askGate(
                grant, tool, input.map(JsonValues::map).orElseGet(java.util.Map::of), key)));
  }

  private void gate(Grant grant, Context request) throws InterruptedException {
    String id = request.pathParam("id");
    Duration wait = Duration.ZERO;
    if (request.queryParam("wait") != null) {
      wait = Duration.ofSeconds(Math.min(MAX_WAIT.toSeconds(), Query.number(request, "wait")));
    }
    answer(request, 200, words.gate(protocol.gate(grant, id, wait)));
  }

  private void artifact(Grant grant, Context request) {
    Optional<String> sha256 = Optional.ofNullable(request.header("X-Content-SHA256"));
    if (sha256.isPresent() && !SHA256.matcher(sha256.get()).matches()) {
      throw new BerthException(
          ErrorCode.VALIDATION_ERROR, "X-Content-SHA256 must be 64 hex digits");
    }
    StoredArtifact stored =
        protocol.artifact(
            grant,
            ArtifactName.of(rawName(request)),
            Optional.ofNullable(request.contentType())
                .filter(type -> type.length() <= 200)
                .orElse("application/octet-stream"),
            sha256.map(hex -> hex.toLowerCase(java.util.Locale.ROOT)),
            request.bodyInputStream());
    answer(request, stored.created() ? 201 : 200, words.artifact(stored.artifact()));
  }

  /** The name as it was sent: decoded once, here, and strictly. */
  private static String rawName(Context request) {
    String uri = request.req().getRequestURI();
    String raw = uri.substring(uri.indexOf("/artifacts/") + "/artifacts/".length());
    try {
      return StrictJson.text(
          URLDecoder.decode(raw.replace("+", "%2B"), StandardCharsets.ISO_8859_1)
              .getBytes(StandardCharsets.ISO_8859_1));
    } catch (IllegalArgumentException e) {
      throw new BerthException(ErrorCode.ARTIFACT_NAME_INVALID, "the name is not URL-encoded", e);
    }
  }

  private void changeRequest(Grant grant, Context request) throws IOException {
    JsonFields fields = fields(request, CHANGE_REQUEST_BYTES);
    String title = fields.text("title", 256);
    String body = fields.text("body", 65_536);
    String base = fields.text("base", 250);
    if (title.isBlank() || title.codePoints().anyMatch(Character::isISOControl)) {
      fields.problem("title", "INVALID", "must be one line that is not empty");
    }
    fields.done();
    OpenedChangeRequest opened = protocol.changeRequest(grant, title, body, base);
    answer(
        request,
        opened.created() ? 201 : 200,
        json.newObject()
            .put("number", opened.changeRequest().number())
            .put("url", opened.changeRequest().url())
            .put("created", opened.created()));
  }

  private void result(Grant grant, Context request) throws IOException {
    byte[] body = StrictJson.bytes(request.bodyInputStream(), RESULT_BYTES);
    protocol.result(grant, ResultReader.read(json, body, time.now()));
    answer(request, 200, json.newObject().put("accepted", true));
  }

  private JsonFields fields(Context request, int limit) throws IOException {
    return new JsonFields(json.object(StrictJson.bytes(request.bodyInputStream(), limit)));
  }

  private void answer(Context request, int status, JsonNode body) {
    request.status(status).contentType("application/json").result(json.write(body));
  }
}
