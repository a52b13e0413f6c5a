package dev.berth.stacks.alert;

import java.time.Instant;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * An alert as JSON, version 1: {@code action} is {@code open}, {@code update} or {@code resolve};
 * {@code key} is the alert's identity, by which a receiver joins what belongs together.
 */
final class AlertJson {
  static final JsonMapper MAPPER = JsonMapper.builder().build();

  private AlertJson() {}

  static ObjectNode of(String action, Alert alert) {
    return MAPPER
        .createObjectNode()
        .put("version", 1)
        .put("action", action)
        .put("key", alert.key())
        .put("title", alert.title())
        .put("text", alert.text())
        .put("since", alert.since().toString());
  }

  static ObjectNode resolved(String key, Instant at, String reason) {
    return MAPPER
        .createObjectNode()
        .put("version", 1)
        .put("action", "resolve")
        .put("key", key)
        .put("at", at.toString())
        .put("reason", reason);
  }
}
