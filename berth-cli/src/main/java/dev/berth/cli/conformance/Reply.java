package dev.berth.cli.conformance;

import dev.berth.cli.http.WireJson;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * An agent's answer.
 *
 * @param took from sending the request to the last byte
 */
record Reply(int status, HttpHeaders headers, byte[] body, Duration took) {
  private static final int SHOWN = 200;

  String text() {
    return new String(body, StandardCharsets.UTF_8);
  }

  String contentType() {
    return headers.firstValue("content-type").orElse("");
  }

  /** The body as a JSON object. */
  JsonNode object() throws Deviation {
    JsonNode node;
    try {
      node = new WireJson().tree(text());
    } catch (JacksonException e) {
      throw new Deviation("a body that is not JSON: " + shown());
    }
    if (!node.isObject()) {
      throw new Deviation("a body that is no JSON object: " + shown());
    }
    return node;
  }

  /** Status and the beginning of the body, for people. */
  String shown() {
    String text = text();
    String cut = text.length() > SHOWN ? text.substring(0, SHOWN) + "..." : text;
    return status + " " + (cut.isBlank() ? "without a body" : cut.strip());
  }

  /** The status, or a deviation. */
  Reply having(int wanted) throws Deviation {
    if (status != wanted) {
      throw new Deviation(shown());
    }
    return this;
  }

  boolean succeeded() {
    return status >= 200 && status < 300;
  }
}
