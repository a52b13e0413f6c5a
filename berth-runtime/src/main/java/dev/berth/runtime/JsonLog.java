package dev.berth.runtime;

import java.io.PrintStream;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes one JSON object per line: {@code timestamp}, {@code level}, {@code logger}, {@code
 * message}, {@code requestId}, {@code sessionId} and {@code traceId} inside an invocation, and for
 * failures {@code errorType}, {@code errorMessage}, {@code location}, {@code stackTrace}.
 * Thread-safe.
 */
public final class JsonLog {
  private static final DateTimeFormatter MILLIS =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  private static final int MOST_FRAMES = 30;

  private final PrintStream out;
  private final InstantSource clock;
  private final StandardMapper mapper = new StandardMapper();

  /** A log that writes to a stream. */
  public JsonLog(PrintStream out, InstantSource clock) {
    this.out = out;
    this.clock = clock;
  }

  /** Something worth knowing. */
  public void info(String logger, String message) {
    line("INFO", logger, message, Optional.empty());
  }

  /** Something that went wrong and was dealt with. */
  public void warn(String logger, String message, Throwable cause) {
    line("WARN", logger, message, Optional.of(cause));
  }

  /** Something that went wrong and changed what somebody gets. */
  public void error(String logger, String message, Throwable cause) {
    line("ERROR", logger, message, Optional.of(cause));
  }

  private void line(String level, String logger, String message, Optional<Throwable> cause) {
    ObjectNode line = mapper.get().createObjectNode();
    line.put("timestamp", MILLIS.format(clock.instant()));
    line.put("level", level);
    line.put("logger", logger);
    line.put("message", message);
    InvocationContext.find()
        .ifPresent(
            context -> {
              line.put("requestId", context.requestId());
              context.sessionId().ifPresent(id -> line.put("sessionId", id));
              context.traceId().ifPresent(id -> line.put("traceId", id));
            });
    cause.ifPresent(
        failure -> {
          line.put("errorType", failure.getClass().getSimpleName());
          line.put("errorMessage", String.valueOf(failure.getMessage()));
          StackTraceElement[] trace = failure.getStackTrace();
          if (trace.length > 0) {
            line.put("location", trace[0].toString());
          }
          ArrayNode frames = line.putArray("stackTrace");
          Arrays.stream(trace).limit(MOST_FRAMES).forEach(frame -> frames.add(frame.toString()));
        });
    out.println(mapper.get().writeValueAsString(line));
  }

  /** Nothing that was said stays in a buffer. */
  void flush() {
    out.flush();
  }
}
