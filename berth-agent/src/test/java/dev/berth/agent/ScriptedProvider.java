package dev.berth.agent;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * Plays a transcript (docs/scripted-model.md) in the formats of both providers, without streaming.
 */
final class ScriptedProvider {
  record Said(int status, String body) {}

  private final JsonMapper json = JsonMapper.shared();
  private final List<JsonNode> turns;
  private final List<JsonNode> requests = new CopyOnWriteArrayList<>();
  private final List<Integer> failures = new ArrayList<>();

  ScriptedProvider(String transcript) {
    JsonNode file = new YAMLMapper().readTree(transcript);
    turns = file.path("turns").valueStream().toList();
    turns.forEach(turn -> failures.add(0));
  }

  List<JsonNode> requests() {
    return requests;
  }

  /** Everything the model was told and said, as text. */
  String conversation() {
    return requests.isEmpty() ? "" : requests.getLast().toString();
  }

  synchronized Said answer(boolean openAi, String body) {
    JsonNode request = json.readTree(body);
    requests.add(request);
    int n =
        (int)
            request
                .path("messages")
                .valueStream()
                .filter(m -> m.path("role").asString("").equals("assistant"))
                .count();
    if (n >= turns.size()) {
      return error(openAi, 400, "SCRIPT_EXHAUSTED", "the transcript has no turn " + n);
    }
    JsonNode turn = turns.get(n);
    JsonNode error = turn.path("error");
    if (error.isObject() && failures.get(n) < error.path("times").asInt(Integer.MAX_VALUE)) {
      failures.set(n, failures.get(n) + 1);
      return error(
          openAi,
          error.path("status").asInt(),
          error.path("code").asString(),
          error.path("message").asString());
    }
    String model = request.path("model").asString();
    return new Said(200, (openAi ? openAi(n, turn, model) : anthropic(n, turn, model)).toString());
  }

  private Said error(boolean openAi, int status, String code, String message) {
    ObjectNode body = json.createObjectNode();
    if (!openAi) {
      body.put("type", "error");
    }
    body.putObject("error").put("message", message).put("type", code).put("code", code);
    return new Said(status, body.toString());
  }

  private ObjectNode openAi(int n, JsonNode turn, String model) {
    ObjectNode body = json.createObjectNode();
    body.put("id", "scripted-" + n)
        .put("object", "chat.completion")
        .put("created", 0)
        .put("model", model);
    ObjectNode choice = body.putArray("choices").addObject().put("index", 0);
    ObjectNode message = choice.putObject("message").put("role", "assistant");
    message.put("content", turn.path("text").asString(""));
    boolean calls = turn.path("tool_calls").isArray();
    if (calls) {
      ArrayNode list = message.putArray("tool_calls");
      for (JsonNode call : turn.path("tool_calls")) {
        ObjectNode entry =
            list.addObject().put("id", "call_" + n + "_" + list.size()).put("type", "function");
        entry
            .putObject("function")
            .put("name", call.path("name").asString())
            .put("arguments", call.path("input").toString());
      }
    }
    choice.put("finish_reason", calls ? "tool_calls" : "stop");
    int in = turn.path("usage").path("input_tokens").asInt(10);
    int out = turn.path("usage").path("output_tokens").asInt(5);
    body.putObject("usage")
        .put("prompt_tokens", in)
        .put("completion_tokens", out)
        .put("total_tokens", in + out);
    return body;
  }

  private ObjectNode anthropic(int n, JsonNode turn, String model) {
    ObjectNode body = json.createObjectNode();
    body.put("id", "scripted-" + n)
        .put("type", "message")
        .put("role", "assistant")
        .put("model", model);
    ArrayNode content = body.putArray("content");
    if (turn.path("text").isString()) {
      content.addObject().put("type", "text").put("text", turn.path("text").asString());
    }
    int index = 0;
    for (JsonNode call : turn.path("tool_calls")) {
      ObjectNode entry =
          content.addObject().put("type", "tool_use").put("id", "call_" + n + "_" + index++);
      entry.put("name", call.path("name").asString()).set("input", call.path("input"));
    }
    body.put("stop_reason", index > 0 ? "tool_use" : "end_turn");
    body.putObject("usage")
        .put("input_tokens", turn.path("usage").path("input_tokens").asInt(10))
        .put("output_tokens", turn.path("usage").path("output_tokens").asInt(5));
    return body;
  }
}
