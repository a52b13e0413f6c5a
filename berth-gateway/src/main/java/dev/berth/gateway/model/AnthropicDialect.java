package dev.berth.gateway.model;

import static dev.berth.gateway.model.RequestBuilder.anyObject;
import static dev.berth.gateway.model.RequestBuilder.byType;
import static dev.berth.gateway.model.RequestBuilder.dropped;
import static dev.berth.gateway.model.RequestBuilder.flag;
import static dev.berth.gateway.model.RequestBuilder.list;
import static dev.berth.gateway.model.RequestBuilder.number;
import static dev.berth.gateway.model.RequestBuilder.object;
import static dev.berth.gateway.model.RequestBuilder.oneOf;
import static dev.berth.gateway.model.RequestBuilder.text;
import static dev.berth.gateway.model.RequestBuilder.textOr;
import static dev.berth.gateway.model.RequestBuilder.whole;

import dev.berth.gateway.model.RequestBuilder.Rule;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Anthropic messages. */
final class AnthropicDialect implements Dialect {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Map<String, Rule> RULES = rules();

  private static Map<String, Rule> rules() {
    // an hour's cache costs more than the price table knows
    Rule cache = object(Map.of("type", oneOf("ephemeral"), "ttl", oneOf("5m")));
    Map<String, Rule> textBlock = Map.of("type", text(), "text", text(), "cache_control", cache);
    Rule texts = list(byType("none", Map.of("text", textBlock)));
    Map<String, Map<String, Rule>> blocks = new HashMap<>();
    blocks.put("text", textBlock);
    blocks.put(
        "tool_use",
        Map.of(
            "type", text(),
            "id", text(),
            "name", text(),
            "input", anyObject(),
            "cache_control", cache));
    blocks.put(
        "tool_result",
        Map.of(
            "type", text(),
            "tool_use_id", text(),
            "content", textOr(texts),
            "is_error", flag(),
            "cache_control", cache));
    blocks.put("thinking", Map.of("type", text(), "thinking", text(), "signature", text()));
    blocks.put("redacted_thinking", Map.of("type", text(), "data", text()));
    Rule message =
        object(
            Map.of(
                "role",
                oneOf("user", "assistant"),
                "content",
                textOr(list(byType("none", Map.copyOf(blocks))))));
    Rule tool =
        byType(
            "custom",
            Map.of(
                "custom",
                Map.of(
                    "type", text(),
                    "name", text(),
                    "description", text(),
                    "input_schema", anyObject(),
                    "cache_control", cache)));
    Map<String, Rule> rules = new HashMap<>();
    rules.put("model", text());
    rules.put("messages", list(message));
    rules.put("system", textOr(texts));
    rules.put("max_tokens", whole());
    rules.put("stream", flag());
    rules.put("temperature", number());
    rules.put("top_p", number());
    rules.put("top_k", whole());
    rules.put("stop_sequences", list(text()));
    rules.put("tools", list(tool));
    rules.put(
        "tool_choice",
        object(
            Map.of(
                "type", oneOf("auto", "any", "tool", "none"),
                "name", text(),
                "disable_parallel_tool_use", flag())));
    // who works for whom is not the provider's business
    rules.put("metadata", dropped(object(Map.of("user_id", text()))));
    rules.put(
        "thinking", object(Map.of("type", oneOf("enabled", "disabled"), "budget_tokens", whole())));
    return Map.copyOf(rules);
  }

  @Override
  public ModelRequest rebuild(ObjectNode body) {
    ObjectNode out = RequestBuilder.rebuild("", body, RULES);
    JsonNode cap = out.get("max_tokens");
    if (cap == null || !cap.canConvertToInt() || cap.intValue() < 1) {
      throw RequestBuilder.refused("max_tokens is required and must be at least 1");
    }
    return new ModelRequest(
        RequestBuilder.required(out, "model"),
        out.path("stream").asBoolean(false),
        Optional.of(cap.intValue()),
        RequestBuilder.assistantMessages(out),
        true,
        out);
  }

  @Override
  public void capOutput(ModelRequest request, OutputCap field, int tokens) {
    request.body().put("max_tokens", tokens);
  }

  @Override
  public Optional<Usage> usage(JsonNode answer) {
    JsonNode usage = answer.path("usage");
    if (!usage.path("input_tokens").isIntegralNumber()
        || !usage.path("output_tokens").isIntegralNumber()) {
      return Optional.empty();
    }
    return Optional.of(
        new Usage(
            tokens(usage, "input_tokens"),
            tokens(usage, "cache_read_input_tokens"),
            tokens(usage, "cache_creation_input_tokens"),
            tokens(usage, "output_tokens")));
  }

  private static long tokens(JsonNode usage, String name) {
    return Math.max(0, usage.path(name).asLong(0));
  }

  @Override
  public StreamMeter meter(ModelRequest request) {
    return new Meter();
  }

  @Override
  public ObjectNode error(String code, String message) {
    ObjectNode envelope = JsonNodeFactory.instance.objectNode();
    envelope.put("type", "error");
    envelope.putObject("error").put("type", code).put("message", message);
    return envelope;
  }

  @Override
  public String streamError(String code, String message) {
    return "event: error\ndata: " + JSON.writeValueAsString(error(code, message)) + "\n\n";
  }

  @Override
  public boolean isContextTooLarge(JsonNode error) {
    // there is no code for it: the words are all that the provider says
    return error
        .path("error")
        .path("message")
        .asString("")
        .toLowerCase(Locale.ROOT)
        .startsWith("prompt is too long");
  }

  /** Input is told first, output at the end; usage is final when a stop reason came with it. */
  private static final class Meter implements StreamMeter {
    private Optional<Usage> input = Optional.empty();
    private Optional<Usage> last = Optional.empty();
    private boolean ended;

    @Override
    public boolean accept(String data) {
      JsonNode event;
      try {
        event = JSON.readTree(data);
      } catch (JacksonException notJson) {
        // what is not understood is passed on, and counts for nothing
        return true;
      }
      switch (event.path("type").asString("")) {
        case "message_start" -> input = read(event.path("message").path("usage"), Optional.empty());
        case "message_delta" -> {
          if (event.path("delta").path("stop_reason").isString()) {
            last = read(event.path("usage"), input);
          }
        }
        case "message_stop" -> ended = true;
        default -> {
          // content: nothing to count
        }
      }
      return true;
    }

    private static Optional<Usage> read(JsonNode usage, Optional<Usage> before) {
      if (!usage.path("output_tokens").isIntegralNumber()
          || (before.isEmpty() && !usage.path("input_tokens").isIntegralNumber())) {
        return Optional.empty();
      }
      Usage base = before.orElse(new Usage(0, 0, 0, 0));
      return Optional.of(
          new Usage(
              Math.max(0, usage.path("input_tokens").asLong(base.input())),
              Math.max(0, usage.path("cache_read_input_tokens").asLong(base.cacheRead())),
              Math.max(0, usage.path("cache_creation_input_tokens").asLong(base.cacheWrite())),
              tokens(usage, "output_tokens")));
    }

    @Override
    public Optional<Usage> usage() {
      return last;
    }

    @Override
    public boolean ended() {
      return ended;
    }
  }
}
