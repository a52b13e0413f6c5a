package dev.berth.testkit.model;

import tools.jackson.databind.node.ObjectNode;

/** OpenAI chat completions. */
record OpenAiWords(String model) implements ModelWords {
  @Override
  public ObjectNode whole(ModelReply.Words words, Tokens tokens) {
    ObjectNode answer = frame("chat.completion");
    ObjectNode choice = answer.putArray("choices").addObject().put("index", 0);
    ObjectNode message = choice.putObject("message").put("role", "assistant");
    message.put(words.refusal() ? "refusal" : "content", String.join("", words.deltas()));
    choice.put("finish_reason", words.refusal() ? "content_filter" : "stop");
    if (words.tellsUsage()) {
      answer.set("usage", usage(tokens));
    }
    return answer;
  }

  @Override
  public Stream stream(ModelReply.Words words, Tokens tokens, boolean usageWanted) {
    Events events = new Events();
    events.add(data(delta("role", "assistant")));
    for (int i = 0; i < words.deltas().size(); i++) {
      if (words.errorAfter().filter(Integer.valueOf(i)::equals).isPresent()) {
        events.add(data(error("server_error", "the fake provider fails on purpose")));
        return events.joined();
      }
      events.add(data(delta(words.refusal() ? "refusal" : "content", words.deltas().get(i))));
    }
    ObjectNode end = frame("chat.completion.chunk");
    ObjectNode choice = end.putArray("choices").addObject().put("index", 0);
    choice.putObject("delta");
    choice.put("finish_reason", words.refusal() ? "content_filter" : "stop");
    events.add(data(end));
    if (usageWanted && words.tellsUsage()) {
      ObjectNode last = frame("chat.completion.chunk");
      last.putArray("choices");
      last.set("usage", usage(tokens));
      events.addUsage(data(last));
    }
    events.add("data: [DONE]\n\n");
    return events.joined();
  }

  @Override
  public ObjectNode error(String code, String message) {
    ObjectNode envelope = JSON.createObjectNode();
    envelope.putObject("error").put("message", message).put("type", code).put("code", code);
    return envelope;
  }

  private ObjectNode delta(String field, String text) {
    ObjectNode chunk = frame("chat.completion.chunk");
    ObjectNode choice = chunk.putArray("choices").addObject().put("index", 0);
    choice.putObject("delta").put(field, text);
    choice.putNull("finish_reason");
    return chunk;
  }

  private ObjectNode frame(String object) {
    return JSON.createObjectNode()
        .put("id", "chatcmpl-fake")
        .put("object", object)
        .put("model", model);
  }

  /** Cached tokens are part of the prompt's; there is no word for writing a cache. */
  private static ObjectNode usage(Tokens tokens) {
    ObjectNode usage = JSON.createObjectNode();
    usage.put("prompt_tokens", tokens.read());
    usage.put("completion_tokens", tokens.output());
    usage.put("total_tokens", tokens.read() + tokens.output());
    usage.putObject("prompt_tokens_details").put("cached_tokens", tokens.cacheRead());
    return usage;
  }

  private static String data(ObjectNode json) {
    return "data: " + JSON.writeValueAsString(json) + "\n\n";
  }
}
