package dev.berth.gateway.model;

import dev.berth.core.blob.Sha256;
import dev.berth.core.id.TaskId;
import dev.berth.gateway.model.Dialect.ModelRequest;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Upper bounds of a request's input in tokens. A token is at least a byte, so the bytes of the
 * request bound it; when a request continues the task's last one, the tokens counted for that one
 * plus the bytes added are a closer bound. Kept in memory only: after a restart the bytes count
 * once. Thread-safe.
 */
final class InputBounds {
  /** What providers add themselves: the frame of messages, and instructions for using tools. */
  private static final int FRAME_TOKENS = 1_024;

  private static final int MOST_TASKS = 10_000;
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Map<TaskId, Last> lasts = new ConcurrentHashMap<>();

  private record Last(String head, int messages, String digest, long bytes, long tokens) {}

  long bound(TaskId task, ModelRequest request) {
    long bytes = JSON.writeValueAsBytes(request.body()).length;
    long plain = bytes + FRAME_TOKENS;
    Last last = lasts.get(task);
    if (last == null
        || request.body().path("messages").size() < last.messages()
        || !head(request).equals(last.head())
        || !digest(request, last.messages()).equals(last.digest())) {
      return plain;
    }
    return Math.min(plain, last.tokens() + Math.max(0, bytes - last.bytes()) + FRAME_TOKENS);
  }

  void counted(TaskId task, ModelRequest request, Usage usage) {
    if (lasts.size() >= MOST_TASKS) {
      // without its last request a task is bounded by bytes once, which is dearer and never wrong
      lasts.clear();
    }
    int messages = request.body().path("messages").size();
    lasts.put(
        task,
        new Last(
            head(request),
            messages,
            digest(request, messages),
            JSON.writeValueAsBytes(request.body()).length,
            usage.totalInput()));
  }

  private static String head(ModelRequest request) {
    ObjectNode head = request.body().deepCopy();
    head.remove("messages");
    head.remove("max_tokens");
    head.remove("max_completion_tokens");
    return Sha256.hex(JSON.writeValueAsBytes(head));
  }

  private static String digest(ModelRequest request, int messages) {
    JsonNode all = request.body().path("messages");
    MessageDigest sha = Sha256.digest();
    for (int i = 0; i < messages; i++) {
      sha.update(JSON.writeValueAsBytes(all.get(i)));
      sha.update((byte) '\n');
    }
    return HexFormat.of().formatHex(sha.digest());
  }
}
