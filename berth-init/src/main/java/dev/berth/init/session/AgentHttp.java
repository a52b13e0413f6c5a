package dev.berth.init.session;

import dev.berth.init.clock.Clock;
import dev.berth.init.http.Endpoint;
import dev.berth.init.http.HttpCall;
import dev.berth.init.http.Request;
import dev.berth.init.http.Response;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** The agent's side of the AgentCore HTTP contract, as a client sees it. Thread-safe. */
final class AgentHttp {
  /** A plain agent may work inside its invocation for as long as a session can live. */
  private static final Duration LONGEST_INVOCATION = Duration.ofHours(25);

  private static final Duration PING_LIMIT = Duration.ofSeconds(3);
  private static final Pattern STATUS = Pattern.compile("\"status\"\\s*:\\s*\"(\\w{1,20})\"");

  private final Endpoint endpoint;
  private final HttpCall http;

  AgentHttp(int port, Clock clock) {
    this.endpoint = new Endpoint.Loopback(port);
    this.http = new HttpCall(clock);
  }

  /** {@code Healthy}, {@code HealthyBusy}, or {@code none} for anything else. */
  String ping() {
    try {
      return http.exchange(endpoint, Request.get("/ping"), PING_LIMIT, AgentHttp::status);
    } catch (IOException e) {
      // Not up yet, or not any more: both are an answer.
      return "none";
    }
  }

  private static String status(Response response) throws IOException {
    var matcher = STATUS.matcher(response.text());
    if (!response.ok() || !matcher.find()) {
      return "none";
    }
    String status = matcher.group(1);
    return status.equals("Healthy") || status.equals("HealthyBusy") ? status : "none";
  }

  /** Delivers the invocation; the reader sees the response as it comes. */
  void invoke(String body, Map<String, String> headers, HttpCall.Reader<Void> reader)
      throws IOException {
    Map<String, String> all = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    all.put("Content-Type", "application/json");
    all.put("Accept", "application/json, text/event-stream");
    all.putAll(headers);
    Request request =
        new Request("POST", "/invocations", all, body.getBytes(StandardCharsets.UTF_8));
    http.exchange(endpoint, request, LONGEST_INVOCATION, reader);
  }
}
