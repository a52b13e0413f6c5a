package dev.berth.gateway.model;

import static dev.berth.gateway.model.RequestBuilder.anyObject;
import static dev.berth.gateway.model.RequestBuilder.byType;
import static dev.berth.gateway.model.RequestBuilder.exactly;
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
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** OpenAI chat completions. */
final class OpenAiDialect implements Dialect {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Map<String, Rule> RULES = rules();

  private static Map<String, Rule> rules() {
    Rule content =
        textOr(
            list(
                byType(
                    "none",
                    Map.of(
                        "text", Map.of("type", text(), "text", text()),
                        "refusal", Map.of("type", text(), "refusal", text())))));
    Rule call =
        byType(
            "function",
            Map.of(
                "function",
                Map.of(
                    "id", text(),
                    "type", text(),
                    "function", object(Map.of("name", text(), "arguments", text())))));
    Rule message =
        object(
            Map.of(
                "role", oneOf("system", "developer", "user", "assistant", "tool"),
                "content", content,
                "name", text(),
                "refusal", text(),
                "tool_calls", list(call),
                "tool_call_id", text()));
    Rule tool =
        byType(
            "none",
            Map.of(
                "function",
                Map.of(
                    "type",
                    text(),
                    "function",
                    object(
                        Map.of(
                            "name", text(),
                            "description", text(),
                            "parameters", anyObject(),
                            "strict", flag())))));
    Map<String, Rule> rules = new HashMap<>();
    rules.put("model", text());
    rules.put("messages", list(message));
    rules.put("stream", flag());
    rules.put("stream_options", object(Map.of("include_usage", flag())));
    rules.put("max_tokens", whole());
    rules.put("max_completion_tokens", whole());
    rules.put("temperature", number());
    rules.put("top_p", number());
    rules.put("presence_penalty", number());
    rules.put("frequency_penalty", number());
    rules.put("seed", whole());
    rules.put("stop", textOr(list(text())));
    rules.put("n", exactly(1));
    rules.put("store", exactly(false));
    rules.put("tools", list(tool));
    rules.put(
        "tool_choice", textOr(object(Map.of("type", oneOf("function"), "function", anyObject()))));
    rules.put("parallel_tool_calls", flag());
    rules.put("response_format", anyObject());
    rules.put("reasoning_effort", text());
    return Map.copyOf(rules);
  }

  @Override
  public ModelRequest rebuild(ObjectNode body) {
    ObjectNode out = RequestBuilder.rebuild("", body, RULES);
    boolean stream = out.path("stream").asBoolean(false);
    boolean wantsUsage = out.path("stream_options").path("include_usage").asBoolean(false);
    out.remove("stream_options");
    if (stream) {
      out.putObject("stream_options").put("include_usage", true);
    }
    Optional<Integer> cap =
        Optional.ofNullable(out.get("max_completion_tokens"))
            .or(() -> Optional.ofNullable(out.get("max_tokens")))
            .map(
                node -> {
                  if (!node.canConvertToInt() || node.intValue() < 1) {
                    throw RequestBuilder.refused("the output cap must be at least 1");
                  }
                  return node.intValue();
                });
    return new ModelRequest(
        RequestBuilder.required(out, "model"),
        stream,
        cap,
        RequestBuilder.assistantMessages(out),
        wantsUsage,
        out);
  }

  @Override
  public void capOutput(ModelRequest request, OutputCap field, int tokens) {
    for (OutputCap other : OutputCap.values()) {
      request.body().remove(other.field());
    }
    request.body().put(field.field(), tokens);
  }

  @Override
  public Optional<Usage> usage(JsonNode answer) {
    JsonNode usage = answer.path("usage");
    if (!usage.path("prompt_tokens").isIntegralNumber()
        || !usage.path("completion_tokens").isIntegralNumber()) {
      return Optional.empty();
    }
    long prompt = Math.max(0, usage.get("prompt_tokens").longValue());
    long cached = usage.path("prompt_tokens_details").path("cached_tokens").asLong(0);
    long read = Math.clamp(cached, 0, prompt);
    long output = Math.max(0, usage.get("completion_tokens").longValue());
    return Optional.of(new Usage(prompt - read, read, 0, output));
  }

  @Override
  public StreamMeter meter(ModelRequest request) {
    return new Meter(request.wantsUsage());
  }

  @Override
  public ObjectNode error(String code, String message) {
    ObjectNode envelope = JsonNodeFactory.instance.objectNode();
    envelope.putObject("error").put("message", message).put("type", code).put("code", code);
    return envelope;
  }

  @Override
  public String streamError(String code, String message) {
    return "data: " + JSON.writeValueAsString(error(code, message)) + "\n\n";
  }

  @Override
  public boolean isContextTooLarge(JsonNode error) {
    return error.path("error").path("code").asString("").equals("context_length_exceeded");
  }

  private final class Meter implements StreamMeter {
    private final boolean wantsUsage;
    private Optional<Usage> last = Optional.empty();
    private boolean finished;
    private boolean ended;

    Meter(boolean wantsUsage) {
      this.wantsUsage = wantsUsage;
    }

    @Override
    public boolean accept(String data) {
      if (data.equals("[DONE]")) {
        ended = true;
        return true;
      }
      JsonNode chunk;
      try {
        chunk = JSON.readTree(data);
      } catch (JacksonException notJson) {
        // what is not understood is passed on, and counts for nothing
        return true;
      }
      Optional<Usage> seen = usage(chunk);
      boolean onlyUsage = chunk.path("choices").isArray() && chunk.path("choices").isEmpty();
      finished |= onlyUsage || chunk.at("/choices/0/finish_reason").isString();
      if (seen.isPresent()) {
        last = seen;
      }
      return wantsUsage || !(onlyUsage && seen.isPresent());
    }

    private Optional<Usage> usage(JsonNode chunk) {
      return OpenAiDialect.this.usage(chunk);
    }

    @Override
    public Optional<Usage> usage() {
      // some servers count along while they speak: what they say before the end is not the bill
      return finished || ended ? last : Optional.empty();
    }

    @Override
    public boolean ended() {
      return ended;
    }
  }
}
