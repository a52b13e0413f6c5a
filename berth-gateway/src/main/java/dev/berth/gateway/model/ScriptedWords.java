package dev.berth.gateway.model;

import dev.berth.gateway.model.Transcript.ToolCall;
import dev.berth.gateway.model.Transcript.Turn;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** One turn of a transcript in the providers' wire formats, whole and as events of a stream. */
final class ScriptedWords {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Turn turn;
  private final int number;
  private final String model;
  private final Usage usage;

  ScriptedWords(Turn turn, int number, String model, Usage usage) {
    this.turn = turn;
    this.number = number;
    this.model = model;
    this.usage = usage;
  }

  private static ObjectNode node() {
    return JsonNodeFactory.instance.objectNode();
  }

  private String id() {
    return "scripted-" + number;
  }

  private String callId(int index) {
    return "call_" + number + "_" + index;
  }

  ObjectNode openAi() {
    ObjectNode out = openAiHead("chat.completion");
    ObjectNode choice = out.putArray("choices").addObject().put("index", 0);
    ObjectNode message = choice.putObject("message").put("role", "assistant");
    if (turn.text().isEmpty()) {
      message.putNull("content");
    } else {
      message.put("content", turn.text());
    }
    if (!turn.toolCalls().isEmpty()) {
      ArrayNode calls = message.putArray("tool_calls");
      for (int i = 0; i < turn.toolCalls().size(); i++) {
        ToolCall call = turn.toolCalls().get(i);
        calls
            .addObject()
            .put("id", callId(i))
            .put("type", "function")
            .putObject("function")
            .put("name", call.name())
            .put("arguments", JSON.writeValueAsString(call.input()));
      }
    }
    choice.put("finish_reason", openAiFinish());
    out.set("usage", openAiUsage());
    return out;
  }

  private ObjectNode openAiHead(String object) {
    return node().put("id", id()).put("object", object).put("created", 0).put("model", model);
  }

  private String openAiFinish() {
    return turn.toolCalls().isEmpty() ? "stop" : "tool_calls";
  }

  private ObjectNode openAiUsage() {
    ObjectNode out = node();
    out.put("prompt_tokens", usage.totalInput());
    out.put("completion_tokens", usage.output());
    out.put("total_tokens", usage.totalInput() + usage.output());
    out.putObject("prompt_tokens_details").put("cached_tokens", usage.cacheRead());
    return out;
  }

  List<String> openAiStream() {
    List<String> events = new ArrayList<>();
    for (String piece : pieces(turn.text())) {
      events.add(openAiDelta(node().put("role", "assistant").put("content", piece)));
    }
    for (int i = 0; i < turn.toolCalls().size(); i++) {
      ToolCall call = turn.toolCalls().get(i);
      boolean first = true;
      for (String piece : pieces(JSON.writeValueAsString(call.input()))) {
        ObjectNode delta = node();
        ObjectNode part = delta.putArray("tool_calls").addObject().put("index", i);
        ObjectNode function = node();
        if (first) {
          delta.put("role", "assistant");
          part.put("id", callId(i)).put("type", "function");
          function.put("name", call.name());
          first = false;
        }
        part.set("function", function.put("arguments", piece));
        events.add(openAiDelta(delta));
      }
    }
    ObjectNode finish = openAiHead("chat.completion.chunk");
    ObjectNode choice = finish.putArray("choices").addObject().put("index", 0);
    choice.putObject("delta");
    choice.put("finish_reason", openAiFinish());
    events.add(data(finish));
    // the gateway always asks, and hides it from callers that did not
    ObjectNode last = openAiHead("chat.completion.chunk");
    last.putArray("choices");
    last.set("usage", openAiUsage());
    events.add(data(last));
    events.add("data: [DONE]\n\n");
    return events;
  }

  private String openAiDelta(ObjectNode delta) {
    ObjectNode chunk = openAiHead("chat.completion.chunk");
    ObjectNode choice = chunk.putArray("choices").addObject().put("index", 0);
    choice.set("delta", delta);
    choice.putNull("finish_reason");
    return data(chunk);
  }

  private static String data(ObjectNode node) {
    return "data: " + JSON.writeValueAsString(node) + "\n\n";
  }

  ObjectNode anthropic() {
    ObjectNode out = anthropicHead();
    ArrayNode content = out.putArray("content");
    if (!turn.text().isEmpty()) {
      content.addObject().put("type", "text").put("text", turn.text());
    }
    for (int i = 0; i < turn.toolCalls().size(); i++) {
      ToolCall call = turn.toolCalls().get(i);
      content
          .addObject()
          .put("type", "tool_use")
          .put("id", callId(i))
          .put("name", call.name())
          .set("input", call.input());
    }
    out.put("stop_reason", anthropicStop()).putNull("stop_sequence");
    out.set("usage", anthropicUsage(usage.output()));
    return out;
  }

  private ObjectNode anthropicHead() {
    return node()
        .put("id", id())
        .put("type", "message")
        .put("role", "assistant")
        .put("model", model);
  }

  private String anthropicStop() {
    return turn.toolCalls().isEmpty() ? "end_turn" : "tool_use";
  }

  private ObjectNode anthropicUsage(long output) {
    return node()
        .put("input_tokens", usage.input())
        .put("cache_creation_input_tokens", usage.cacheWrite())
        .put("cache_read_input_tokens", usage.cacheRead())
        .put("output_tokens", output);
  }

  List<String> anthropicStream() {
    List<String> events = new ArrayList<>();
    ObjectNode message = anthropicHead();
    message.putArray("content");
    message.putNull("stop_reason").putNull("stop_sequence");
    message.set("usage", anthropicUsage(0));
    ObjectNode start = node().put("type", "message_start");
    start.set("message", message);
    events.add(event(start));
    int index = 0;
    if (!turn.text().isEmpty()) {
      ObjectNode block = node().put("type", "text").put("text", "");
      index = block(events, index, block, pieces(turn.text()), "text_delta", "text");
    }
    for (int i = 0; i < turn.toolCalls().size(); i++) {
      ToolCall call = turn.toolCalls().get(i);
      ObjectNode block =
          node().put("type", "tool_use").put("id", callId(i)).put("name", call.name());
      block.putObject("input");
      List<String> pieces = pieces(JSON.writeValueAsString(call.input()));
      index = block(events, index, block, pieces, "input_json_delta", "partial_json");
    }
    ObjectNode delta = node().put("type", "message_delta");
    delta.putObject("delta").put("stop_reason", anthropicStop()).putNull("stop_sequence");
    delta.putObject("usage").put("output_tokens", usage.output());
    events.add(event(delta));
    events.add(event(node().put("type", "message_stop")));
    return events;
  }

  private static int block(
      List<String> events,
      int index,
      ObjectNode block,
      List<String> pieces,
      String deltaType,
      String field) {
    ObjectNode start = node().put("type", "content_block_start").put("index", index);
    start.set("content_block", block);
    events.add(event(start));
    for (String piece : pieces) {
      ObjectNode delta = node().put("type", "content_block_delta").put("index", index);
      delta.putObject("delta").put("type", deltaType).put(field, piece);
      events.add(event(delta));
    }
    events.add(event(node().put("type", "content_block_stop").put("index", index)));
    return index + 1;
  }

  private static String event(ObjectNode node) {
    return "event: " + node.get("type").asString() + "\n" + data(node);
  }

  private List<String> pieces(String text) {
    List<String> pieces = new ArrayList<>();
    int at = 0;
    while (at < text.length()) {
      int end =
          text.codePointCount(at, text.length()) <= turn.chunkChars()
              ? text.length()
              : text.offsetByCodePoints(at, turn.chunkChars());
      pieces.add(text.substring(at, end));
      at = end;
    }
    return pieces;
  }
}
