package dev.berth.engine.session;

import dev.berth.core.event.EventType;
import dev.berth.core.event.NewEvent;
import dev.berth.core.id.SessionId;
import dev.berth.core.session.Session.AgentExit;
import dev.berth.core.session.Session.AgentResult;
import dev.berth.core.session.SessionStore.OutputChunk;
import dev.berth.core.store.Tx;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a command says with its end: its exit code, and the last it printed. */
final class CommandOutput {
  /** Chunks at the end that are looked at; one has 64 KiB at most. */
  private static final int CHUNKS = 8;

  private static final int ANSWER_CHARS = 4_000;
  private static final int REASON_CHARS = 1_000;

  private CommandOutput() {}

  /** Its exit code is its word; the end of its output says the rest. */
  static AgentResult result(Tx tx, SessionId session, AgentExit exit) {
    List<OutputChunk> last = last(tx, session, CHUNKS);
    String how = Results.how(exit);
    if (exit.code().filter(code -> code == 0).isPresent()) {
      String said = end(last, "stdout", ANSWER_CHARS);
      return Results.succeeded(said.isEmpty() ? how : said, exit.at());
    }
    String said = end(last, "stderr", REASON_CHARS);
    said = said.isEmpty() ? end(last, "stdout", REASON_CHARS) : said;
    return Results.failed(said.isEmpty() ? how : how + ": " + said, exit.at());
  }

  /** All that it printed, as far as it is kept, up to 4 MiB from the end. */
  static String printed(Tx tx, SessionId session) {
    return end(last(tx, session, 64), "stdout", Integer.MAX_VALUE);
  }

  /** That it ended in another way than it should. */
  static NewEvent event(SessionId session, AgentExit exit) {
    return new NewEvent(
        EventType.AGENT_EXITED,
        exit.at(),
        Map.of("reason", Results.how(exit)),
        Optional.of("berth:exited:" + session.value()));
  }

  private static List<OutputChunk> last(Tx tx, SessionId session, int chunks) {
    long count = tx.sessions().outputSum(session).chunks();
    return tx.sessions().output(session, count - 1 - chunks, chunks);
  }

  /** Whole lines where that leaves anything, without what would only move a cursor. */
  private static String end(List<OutputChunk> chunks, String stream, int chars) {
    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    chunks.stream()
        .filter(chunk -> chunk.stream().equals(stream))
        .forEach(chunk -> joined.writeBytes(chunk.bytes()));
    String text =
        joined
            .toString(StandardCharsets.UTF_8)
            .replaceAll("\\x1b\\[[0-9;?]*[ -/]*[@-~]", "")
            .replaceAll("[\\p{Cntrl}&&[^\n\t]]", "")
            .strip();
    if (text.length() <= chars) {
      return text;
    }
    String end = text.substring(text.length() - chars);
    int line = end.indexOf('\n');
    return line < 0 || line == end.length() - 1 ? end : end.substring(line + 1);
  }
}
