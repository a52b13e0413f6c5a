package dev.berth.testkit.model;

import tools.jackson.databind.node.ObjectNode;

/** Anthropic messages. */
record AnthropicWords(String model) implements ModelWords {
  @Override
  public ObjectNode whole(ModelReply.Words words, Tokens tokens) {
    ObjectNode answer = message();
    answer
        .putArray("content")
        .addObject()
        .put("type", "text")
        .put("text", String.join("", words.deltas()));
    answer.put("stop_reason", stopReason(words));
    if (words.tellsUsage()) {
      answer.set("usage", input(tokens).put("output_tokens", tokens.output()));
    }
    return answer;
  }

  @Override
  public Stream stream(ModelReply.Words words, Tokens tokens, boolean usageWanted) {
    Events events = new Events();
    ObjectNode start = JSON.createObjectNode().put("type", "message_start");
    ObjectNode message = message();
    message.putArray("content");
    if (words.tellsUsage()) {
      message.set("usage", input(tokens).put("output_tokens", 1));
    }
    start.set("message", message);
    events.add(event(start));
    ObjectNode block = JSON.createObjectNode().put("type", "content_block_start").put("index", 0);
    block.putObject("content_block").put("type", "text").put("text", "");
    events.add(event(block));
    events.add(event(JSON.createObjectNode().put("type", "ping")));
    for (int i = 0; i < words.deltas().size(); i++) {
      if (words.errorAfter().filter(Integer.valueOf(i)::equals).isPresent()) {
        events.add(event(error("overloaded_error", "the fake provider fails on purpose")));
        return events.joined();
      }
      ObjectNode delta = JSON.createObjectNode().put("type", "content_block_delta").put("index", 0);
      delta.putObject("delta").put("type", "text_delta").put("text", words.deltas().get(i));
      events.add(event(delta));
    }
    events.add(event(JSON.createObjectNode().put("type", "content_block_stop").put("index", 0)));
    ObjectNode end = JSON.createObjectNode().put("type", "message_delta");
    end.putObject("delta").put("stop_reason", stopReason(words));
    if (words.tellsUsage()) {
      end.putObject("usage").put("output_tokens", tokens.output());
      events.addUsage(event(end));
    } else {
      events.add(event(end));
    }
    events.add(event(JSON.createObjectNode().put("type", "message_stop")));
    return events.joined();
  }

  @Override
  public ObjectNode error(String code, String message) {
    ObjectNode envelope = JSON.createObjectNode().put("type", "error");
    envelope.putObject("error").put("type", code).put("message", message);
    return envelope;
  }

  private ObjectNode message() {
    return JSON.createObjectNode()
        .put("id", "msg_fake")
        .put("type", "message")
        .put("role", "assistant")
        .put("model", model);
  }

  private static String stopReason(ModelReply.Words words) {
    return words.refusal() ? "refusal" : "end_turn";
  }

  private static ObjectNode input(Tokens tokens) {
    return JSON.createObjectNode()
        .put("input_tokens", tokens.input())
        .put("cache_read_input_tokens", tokens.cacheRead())
        .put("cache_creation_input_tokens", tokens.cacheWrite());
  }

  private static String event(ObjectNode json) {
    return "event: "
        + json.path("type").stringValue()
        + "\ndata: "
        + JSON.writeValueAsString(json)
        + "\n\n";
  }
}
