package dev.berth.agent;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A gateway as docs/session-protocol.md describes it: strict about what agents send, with git, a
 * scripted model and a memory.
 */
final class FakeGateway implements AutoCloseable {
  static final String TOKEN = "s3ss10n-t0ken-that-nobody-may-see";
  private static final Set<String> EVENT_TYPES =
      Set.of(
          "agent_turn",
          "agent_tool_call",
          "agent_tool_result",
          "agent_milestone",
          "agent_error",
          "agent_blocked");

  private final JsonMapper json = JsonMapper.shared();
  private final GitBackend git;
  private final ScriptedProvider model;
  private HttpServer server;
  final List<JsonNode> beats = new CopyOnWriteArrayList<>();
  final List<Long> beatNanos = new CopyOnWriteArrayList<>();
  final List<JsonNode> events = new CopyOnWriteArrayList<>();
  final List<String> violations = new CopyOnWriteArrayList<>();
  final List<JsonNode> results = new CopyOnWriteArrayList<>();
  final List<JsonNode> changeRequests = new CopyOnWriteArrayList<>();
  final List<JsonNode> gates = new CopyOnWriteArrayList<>();
  final Map<String, String> artifacts = new ConcurrentHashMap<>();
  private final List<ObjectNode> directives = new CopyOnWriteArrayList<>();
  volatile Function<JsonNode, String> gate =
      question -> "{\"decision\":\"allow\",\"reason\":null,\"gate_id\":null}";
  volatile Function<String, String> context = gateway -> "{}";
  private final Set<String> eventIds = ConcurrentHashMap.newKeySet();

  FakeGateway(Path repositories, ScriptedProvider model) throws IOException {
    git = new GitBackend(repositories);
    this.model = model;
    server = listen(0);
  }

  private HttpServer listen(int port) throws IOException {
    HttpServer started =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    started.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    started.createContext("/", this::answer);
    started.start();
    return started;
  }

  URI address() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** Goes away; {@link #back} returns on the same port with the same memory. */
  int away() {
    int port = server.getAddress().getPort();
    server.stop(0);
    return port;
  }

  void back(int port) throws IOException {
    server = listen(port);
  }

  void direct(String type, String text) {
    ObjectNode directive =
        json.createObjectNode().put("seq", directives.size() + 1L).put("type", type);
    directives.add(directive.put("text", text).put("at", "2026-11-01T10:00:00Z"));
  }

  List<JsonNode> events(String type) {
    return events.stream().filter(e -> e.path("type").asString().equals(type)).toList();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      if (!authorized(exchange)) {
        violations.add("unauthorized: " + path);
        if (path.startsWith("/session/git/")) {
          exchange.getResponseHeaders().add("WWW-Authenticate", "Basic realm=\"berth\"");
        }
        send(exchange, 401, "{\"error\":{\"code\":\"UNAUTHORIZED\",\"message\":\"no\"}}");
      } else if (path.startsWith("/session/git/")) {
        git.serve(exchange, path.substring("/session/git".length()));
      } else {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        route(exchange, exchange.getRequestMethod() + " " + path, body);
      }
    }
  }

  private static boolean authorized(HttpExchange exchange) {
    String basic =
        Base64.getEncoder().encodeToString(("berth:" + TOKEN).getBytes(StandardCharsets.UTF_8));
    String given =
        Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization")).orElse("");
    return given.equals("Bearer " + TOKEN)
        || given.equals("Basic " + basic)
        || TOKEN.equals(exchange.getRequestHeaders().getFirst("x-api-key"));
  }

  private void route(HttpExchange exchange, String call, String body) throws IOException {
    switch (call) {
      case "POST /session/heartbeat" -> {
        beatNanos.add(System.nanoTime());
        JsonNode beat =
            strict(
                body, Set.of("last_directive", "turns_attempted", "turns_completed", "activity"));
        beats.add(beat);
        send(exchange, 200, heartbeat(beat.path("last_directive").asLong()));
      }
      case "POST /session/events" -> {
        JsonNode batch = strict(body, Set.of("events"));
        batch.path("events").forEach(this::event);
        send(exchange, 200, "{\"accepted\":1,\"replayed\":0}");
      }
      case "GET /session/context" -> send(exchange, 200, context.apply(address().toString()));
      case "POST /session/gates" -> {
        JsonNode question = strict(body, Set.of("tool", "input", "key"));
        gates.add(question);
        send(exchange, 200, gate.apply(question));
      }
      case "PUT /session/change-request" -> {
        changeRequests.add(strict(body, Set.of("title", "body", "base")));
        send(exchange, 200, "{\"number\":1,\"url\":\"http://x/1\",\"created\":true}");
      }
      case "POST /session/result" -> {
        results.add(
            strict(
                body,
                Set.of(
                    "outcome",
                    "error_code",
                    "message",
                    "turns_completed",
                    "reported",
                    "commands")));
        send(exchange, 200, "{\"accepted\":true}");
      }
      case "POST /session/model/openai/v1/chat/completions" -> model(exchange, true, body);
      case "POST /session/model/anthropic/v1/messages" -> model(exchange, false, body);
      default -> other(exchange, call, body);
    }
  }

  private void other(HttpExchange exchange, String call, String body) throws IOException {
    if (call.startsWith("PUT /session/artifacts/")) {
      artifacts.put(call.substring("PUT /session/artifacts/".length()), body);
      send(exchange, 201, "{}");
    } else {
      violations.add("unknown: " + call);
      send(exchange, 404, "{\"error\":{\"code\":\"NOT_FOUND\",\"message\":\"" + call + "\"}}");
    }
  }

  private void model(HttpExchange exchange, boolean openAi, String body) throws IOException {
    ScriptedProvider.Said said = model.answer(openAi, body);
    send(exchange, said.status(), said.body());
  }

  private void event(JsonNode event) {
    if (!EVENT_TYPES.contains(event.path("type").asString())
        || event.path("id").asString().length() > 64) {
      violations.add("event: " + event);
    }
    if (eventIds.add(event.path("id").asString())) {
      events.add(event);
    }
  }

  private String heartbeat(long applied) {
    ObjectNode answer = json.createObjectNode();
    answer
        .putArray("directives")
        .addAll(directives.stream().filter(d -> d.path("seq").asLong() > applied).toList());
    answer
        .putObject("budget")
        .put("limit_micro_usd", 10)
        .put("spent_micro_usd", 1)
        .put("reserved_micro_usd", 0)
        .put("left_micro_usd", 9);
    answer.put("deadline", "2026-11-01T10:00:00Z").put("turns_left", 10);
    return answer.toString();
  }

  private JsonNode strict(String body, Set<String> fields) {
    JsonNode parsed = json.readTree(body);
    if (!Set.copyOf(parsed.propertyNames()).equals(fields)) {
      violations.add("fields " + parsed.propertyNames() + " instead of " + fields);
    }
    return parsed;
  }

  private static void send(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
