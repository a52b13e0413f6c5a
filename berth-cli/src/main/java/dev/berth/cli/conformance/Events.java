package dev.berth.cli.conformance;

import dev.berth.cli.http.WireJson;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * A stream of events as it came.
 *
 * @param values each event's value, in order
 * @param first from the request to the first byte of the body
 * @param whole from the request to the end
 */
record Events(List<JsonNode> values, Duration first, Duration whole) {
  /** So much of one stream is read; what comes after it counts as an endless one. */
  private static final int MOST = 8 << 20;

  private static final int SHOWN = 120;

  /** Reads a stream to its end, strictly. */
  static Events of(Target agent, String payload)
      throws Deviation, IOException, InterruptedException {
    long begun = System.nanoTime();
    HttpResponse<InputStream> answer = agent.open(payload);
    try (InputStream in = answer.body()) {
      requireStream(answer);
      int first = in.read();
      Duration toFirst = Duration.ofNanos(System.nanoTime() - begun);
      byte[] rest = in.readNBytes(MOST);
      if (rest.length == MOST) {
        throw new Deviation("more than 8 MiB of events");
      }
      String text = first < 0 ? "" : (char) first + new String(rest, StandardCharsets.UTF_8);
      return new Events(parse(text), toFirst, Duration.ofNanos(System.nanoTime() - begun));
    }
  }

  static void requireStream(HttpResponse<InputStream> answer) throws Deviation {
    String type = answer.headers().firstValue("content-type").orElse("");
    if (answer.statusCode() != 200 || !type.startsWith("text/event-stream")) {
      throw new Deviation(answer.statusCode() + " with Content-Type: " + type);
    }
  }

  /** Events of exactly {@code data: <json>} and an empty line each. */
  static List<JsonNode> parse(String text) throws Deviation {
    if (text.isEmpty()) {
      throw new Deviation("a stream without an event");
    }
    if (!text.endsWith("\n\n")) {
      throw new Deviation("a last event that no empty line ends: " + shown(text));
    }
    List<JsonNode> values = new ArrayList<>();
    for (String event : text.substring(0, text.length() - 2).split("\n\n", -1)) {
      if (!event.startsWith("data: ") || event.indexOf('\n') >= 0) {
        throw new Deviation("the event " + shown(event));
      }
      try {
        values.add(new WireJson().tree(event.substring("data: ".length())));
      } catch (JacksonException e) {
        throw new Deviation("an event that is not JSON: " + shown(event));
      }
    }
    return List.copyOf(values);
  }

  private static String shown(String text) {
    String tail = text.length() > SHOWN ? "..." + text.substring(text.length() - SHOWN) : text;
    return tail.replace("\r", "\\r").replace("\n", "\\n");
  }
}
