package dev.berth.gateway.model;

import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCode;
import dev.berth.gateway.json.JsonFields;
import dev.berth.gateway.json.StrictJson;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLFactory;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** What a scripted model says, turn by turn; {@code docs/scripted-model.md} has the format. */
record Transcript(List<Turn> turns) {
  private static final int MAX_BYTES = 1024 * 1024;
  private static final int MAX_TURNS = 500;
  private static final int DEFAULT_CHUNK = 24;
  private static final YAMLMapper YAML =
      YAMLMapper.builder(
              YAMLFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build())
          .build();

  Transcript {
    turns = List.copyOf(turns);
  }

  /**
   * One answer.
   *
   * @param cutAfterChunks where a stream breaks off
   */
  record Turn(
      String text,
      List<ToolCall> toolCalls,
      Optional<Usage> usage,
      Duration latency,
      int chunkChars,
      Optional<Integer> cutAfterChunks,
      Optional<Failure> error) {
    Turn {
      toolCalls = List.copyOf(toolCalls);
    }
  }

  record ToolCall(String name, ObjectNode input) {}

  /**
   * An error instead of an answer.
   *
   * @param times to how many requests of a task; empty: to all
   */
  record Failure(int status, String code, String message, Optional<Integer> times) {}

  /**
   * Reads a file.
   *
   * @throws BerthException {@code CONFIG_INVALID} with all mistakes
   */
  static Transcript load(Path file) {
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = StrictJson.bytes(in, MAX_BYTES);
    } catch (IOException e) {
      throw new BerthException(
          ErrorCode.CONFIG_INVALID, "the transcript " + file + " cannot be read", e);
    }
    return read(bytes, String.valueOf(file.getFileName()));
  }

  static Transcript read(byte[] bytes, String name) {
    JsonNode root;
    try {
      root = YAML.readTree(StrictJson.text(bytes));
    } catch (JacksonException e) {
      throw new BerthException(
          ErrorCode.CONFIG_INVALID,
          "the transcript "
              + name
              + (e.getLocation() == null
                  ? " is not YAML"
                  : " has a mistake at line " + e.getLocation().getLineNr()),
          e);
    }
    if (!(root instanceof ObjectNode object)) {
      throw new BerthException(
          ErrorCode.CONFIG_INVALID, "the transcript " + name + " is not a mapping");
    }
    JsonFields fields = new JsonFields(object);
    fields.number("transcript", 1, 1);
    fields.optionalText("description", 10_000);
    List<Turn> turns = new ArrayList<>();
    for (JsonFields turn : fields.list("turns", MAX_TURNS)) {
      turns.add(turn(turn));
      turn.refuseOthers();
    }
    if (turns.isEmpty()) {
      fields.problem("turns", "REQUIRED", "needs at least one turn");
    }
    fields.done(ErrorCode.CONFIG_INVALID);
    return new Transcript(turns);
  }

  private static Turn turn(JsonFields fields) {
    String text = fields.optionalText("text", 1_000_000).orElse("");
    List<ToolCall> calls = new ArrayList<>();
    for (JsonFields call : fields.list("tool_calls", 100)) {
      String tool = call.text("name", 100);
      Optional<ObjectNode> input = call.optionalObject("input");
      if (input.isEmpty()) {
        call.problem("input", "REQUIRED", "must be an object");
      }
      input.ifPresent(node -> calls.add(new ToolCall(tool, node)));
      call.refuseOthers();
    }
    Optional<Failure> error =
        fields
            .optionalFields("error")
            .map(
                e -> {
                  Failure failure =
                      new Failure(
                          (int) e.number("status", 400, 599),
                          e.text("code", 100),
                          e.text("message", 1_000),
                          e.optionalNumber("times", 1, 1_000).map(Long::intValue));
                  e.refuseOthers();
                  return failure;
                });
    boolean always = error.isPresent() && error.get().times().isEmpty();
    if (text.isEmpty() && calls.isEmpty() && !always) {
      fields.problem("text", "REQUIRED", "is required in a turn without tool calls");
    }
    return new Turn(
        text,
        calls,
        fields.optionalFields("usage").map(Transcript::usage),
        Duration.ofMillis(fields.optionalNumber("latency_ms", 0, 60_000).orElse(0L)),
        fields.optionalNumber("chunk_chars", 1, 10_000).orElse((long) DEFAULT_CHUNK).intValue(),
        fields.optionalNumber("cut_after_chunks", 0, 1_000_000).map(Long::intValue),
        error);
  }

  private static Usage usage(JsonFields fields) {
    Usage usage =
        new Usage(
            fields.number("input_tokens", 0, 100_000_000),
            fields.optionalNumber("cache_read_tokens", 0, 100_000_000).orElse(0L),
            fields.optionalNumber("cache_write_tokens", 0, 100_000_000).orElse(0L),
            fields.number("output_tokens", 0, 100_000_000));
    fields.refuseOthers();
    return usage;
  }
}
