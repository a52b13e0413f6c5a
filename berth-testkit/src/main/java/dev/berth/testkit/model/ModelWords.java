package dev.berth.testkit.model;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Bodies of answers in a provider's format. */
sealed interface ModelWords permits OpenAiWords, AnthropicWords {
  JsonMapper JSON = JsonMapper.shared();

  /** A whole answer. */
  ObjectNode whole(ModelReply.Words words, Tokens tokens);

  /** A stream. */
  Stream stream(ModelReply.Words words, Tokens tokens, boolean usageWanted);

  /** An error. */
  ObjectNode error(String code, String message);

  /** The words of a format. */
  static ModelWords in(ModelFormat format, String model) {
    return switch (format) {
      case OPENAI -> new OpenAiWords(model);
      case ANTHROPIC -> new AnthropicWords(model);
    };
  }

  /**
   * A stream's bytes.
   *
   * @param usageEnd the offset after which the reader knows the final usage; larger than the body
   *     when it is never told
   */
  record Stream(byte[] bytes, int usageEnd) {}

  /** Puts events together. Not thread-safe. */
  final class Events {
    private final List<String> events = new ArrayList<>();
    private int usageEvent = Integer.MAX_VALUE;

    void add(String event) {
      events.add(event);
    }

    void addUsage(String event) {
      events.add(event);
      usageEvent = events.size();
    }

    Stream joined() {
      int end = Integer.MAX_VALUE;
      StringBuilder all = new StringBuilder();
      for (int i = 0; i < events.size(); i++) {
        all.append(events.get(i));
        if (i + 1 == usageEvent) {
          end = all.toString().getBytes(StandardCharsets.UTF_8).length;
        }
      }
      return new Stream(all.toString().getBytes(StandardCharsets.UTF_8), end);
    }
  }
}
