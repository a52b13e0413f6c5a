package dev.berth.gateway.model;

import dev.berth.core.id.TaskId;
import dev.berth.core.time.Time;
import dev.berth.gateway.model.Dialect.ModelRequest;
import dev.berth.gateway.model.Transcript.Failure;
import dev.berth.gateway.model.Transcript.Turn;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.json.JsonMapper;

/**
 * Plays a transcript in both dialects: the turn is the number of assistant messages in the request.
 * Thread-safe; the count of answered errors is all its state.
 */
final class ScriptedUpstream implements Upstream {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int CHARS_PER_TOKEN = 4;
  private static final int MAX_COUNTS = 100_000;

  private final Transcript transcript;
  private final Time time;
  private final Map<String, Integer> failed = new ConcurrentHashMap<>();

  ScriptedUpstream(Transcript transcript, Time time) {
    this.transcript = transcript;
    this.time = time;
  }

  @Override
  public Answer call(Dialect dialect, ModelRequest request, TaskId task, Cancellation cancellation)
      throws InterruptedException {
    int number = request.assistantMessages();
    if (number >= transcript.turns().size()) {
      return error(
          dialect,
          new Failure(
              400,
              "SCRIPT_EXHAUSTED",
              "the transcript has " + transcript.turns().size() + " turns and they are played",
              Optional.empty()));
    }
    Turn turn = transcript.turns().get(number);
    if (!turn.latency().isZero()) {
      time.sleep(turn.latency());
    }
    if (turn.error().isPresent() && fails(turn.error().get(), task, number)) {
      return error(dialect, turn.error().get());
    }
    ScriptedWords words = new ScriptedWords(turn, number, request.model(), usage(turn, request));
    if (!request.stream()) {
      return ok(
          new ByteArrayInputStream(
              JSON.writeValueAsBytes(
                  switch (dialect) {
                    case OpenAiDialect _ -> words.openAi();
                    case AnthropicDialect _ -> words.anthropic();
                  })));
    }
    List<String> events =
        switch (dialect) {
          case OpenAiDialect _ -> words.openAiStream();
          case AnthropicDialect _ -> words.anthropicStream();
        };
    return ok(stream(events, turn));
  }

  private boolean fails(Failure failure, TaskId task, int number) {
    if (failure.times().isEmpty()) {
      return true;
    }
    if (failed.size() > MAX_COUNTS) {
      failed.clear();
    }
    return failed.merge(task + "/" + number, 1, Integer::sum) <= failure.times().get();
  }

  private static InputStream stream(List<String> events, Turn turn) {
    if (turn.cutAfterChunks().isEmpty()) {
      return bytes(String.join("", events));
    }
    int shown = Math.min(turn.cutAfterChunks().get(), events.size());
    return new SequenceInputStream(
        bytes(String.join("", events.subList(0, shown))), new CutStream());
  }

  private static InputStream bytes(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }

  private static Answer ok(InputStream body) {
    return new Answer(200, Optional.empty(), true, body);
  }

  private static Answer error(Dialect dialect, Failure failure) {
    return new Answer(
        failure.status(),
        Optional.empty(),
        true,
        new ByteArrayInputStream(
            JSON.writeValueAsBytes(dialect.error(failure.code(), failure.message()))));
  }

  @Override
  public Optional<Usage> foretell(Dialect dialect, ModelRequest request) {
    int number = request.assistantMessages();
    return number < transcript.turns().size()
        ? Optional.of(usage(transcript.turns().get(number), request))
        : Optional.empty();
  }

  private static Usage usage(Turn turn, ModelRequest request) {
    return turn.usage()
        .orElseGet(
            () -> {
              int said = turn.text().length();
              for (Transcript.ToolCall call : turn.toolCalls()) {
                said += JSON.writeValueAsString(call.input()).length();
              }
              int heard = JSON.writeValueAsString(request.body().path("messages")).length();
              return new Usage(
                  Math.ceilDiv(heard, CHARS_PER_TOKEN), 0, 0, Math.ceilDiv(said, CHARS_PER_TOKEN));
            });
  }

  /** A connection that breaks instead of ending. */
  private static final class CutStream extends InputStream {
    @Override
    public int read() throws IOException {
      throw new IOException("the transcript cuts the stream here");
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      return read();
    }
  }
}
