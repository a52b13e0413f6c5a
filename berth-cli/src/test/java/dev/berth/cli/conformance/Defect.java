package dev.berth.cli.conformance;

/** What a played agent does wrong, and which rule must notice. */
public enum Defect {
  NONE(""),
  PING_WITHOUT_TIME("PING-1"),
  PING_IN_MILLISECONDS("PING-2"),
  RESTAMPS_PING("PING-3"),
  BLOCKS_PING("PING-4"),
  NEVER_BUSY("PING-5"),
  LEAKS_BUSY("PING-6"),
  KEEPS_OLD_STAMP("PING-7"),
  FAILS_ALWAYS("INV-1"),
  WANTS_JSON_TYPE("INV-2"),
  GUESSES_BAD_JSON("INV-3"),
  GUESSES_BAD_UTF8("INV-4"),
  SHOWS_STACK("INV-5"),
  ONE_AT_A_TIME("INV-6"),
  WANTS_HEADER_CASE("INV-7"),
  SMALL_BODIES("INV-8"),
  ANSWERS_GET("INV-9"),
  STREAM_WITHOUT_TYPE("SSE-1"),
  WRONG_FRAMING("SSE-2"),
  BUFFERS_STREAM("SSE-3"),
  TWO_ERROR_EVENTS("SSE-4"),
  LEAKS_STREAM("SSE-5"),
  SILENT_SOCKET("WS-1"),
  IDLE_SOCKET("WS-2"),
  DOES_NOT_START("RUN-1"),
  IGNORES_SIGTERM("RUN-2"),
  DROPS_WORK("RUN-3");

  private final String rule;

  Defect(String rule) {
    this.rule = rule;
  }

  String rule() {
    return rule;
  }
}
