package dev.berth.init.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class EventReaderTest {
  private static List<String> events(String stream, int limit) throws IOException {
    EventReader reader =
        new EventReader(new ByteArrayInputStream(stream.getBytes(StandardCharsets.UTF_8)), limit);
    List<String> events = new ArrayList<>();
    for (Optional<EventReader.Event> event = reader.next();
        event.isPresent();
        event = reader.next()) {
      String data = new String(event.get().data(), StandardCharsets.UTF_8);
      events.add(event.get().tooLarge() ? "too large" : data);
    }
    return events;
  }

  @Test
  void dataLinesOfAnEventAreJoinedAndTheRestIsLeftOut() throws IOException {
    assertThat(
            events(
                "event: x\ndata: one\ndata:two\r\n\r\n: comment\n\n\ndata:\n\ndatum: no\n\n"
                    + "data: never ended",
                100))
        .containsExactly("one\ntwo", "");
  }

  @Test
  void theLimitCountsBytesAndOverManyLines() throws IOException {
    assertThat(events("data: äöü\n\n", 6)).containsExactly("äöü");
    assertThat(events("data: äöü\n\n", 5)).containsExactly("too large");
    assertThat(events("data: aaaa\ndata: bbbb\n\ndata: ok\n\n", 8))
        .containsExactly("too large", "ok");
    assertThat(events("data: " + "x".repeat(1000) + "\n\ndata: ok\n\n", 8))
        .containsExactly("too large", "ok");
    assertThat(events("x".repeat(1000), 8)).isEmpty();
  }
}
