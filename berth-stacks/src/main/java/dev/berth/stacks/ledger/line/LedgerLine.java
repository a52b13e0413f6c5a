package dev.berth.stacks.ledger.line;

import dev.berth.stacks.ledger.LedgerEvent;
import dev.berth.stacks.ledger.SweepLedger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One append: a checksum, a blank, and JSON of version 1 with the fencing token of whoever wrote it
 * and all events of that append. A line is whole or it counts for nothing.
 *
 * @param lost how many of its events this version does not understand
 */
public record LedgerLine(long token, List<LedgerEvent> events, int lost) {
  private static final int VERSION = 1;
  private static final int SUM = 8;

  public LedgerLine {
    events = List.copyOf(events);
  }

  /** The line, with its line break. */
  public static String write(long token, List<LedgerEvent> events) {
    ObjectNode node = LedgerCodec.MAPPER.createObjectNode().put("v", VERSION).put("token", token);
    ArrayNode array = node.putArray("events");
    events.forEach(event -> array.add(LedgerCodec.write(event)));
    String json = LedgerCodec.MAPPER.writeValueAsString(node);
    return sum(json) + " " + json + "\n";
  }

  private static String sum(String json) {
    CRC32C sum = new CRC32C();
    sum.update(json.getBytes(StandardCharsets.UTF_8));
    return HexFormat.of().toHexDigits((int) sum.getValue());
  }

  /** The line; none if it is damaged. */
  public static Optional<LedgerLine> read(String line) {
    if (line.length() < SUM + 3 || line.charAt(SUM) != ' ') {
      return Optional.empty();
    }
    String json = line.substring(SUM + 1);
    if (!sum(json).equals(line.substring(0, SUM))) {
      return Optional.empty();
    }
    try {
      JsonNode node = LedgerCodec.MAPPER.readTree(json);
      List<LedgerEvent> events = new ArrayList<>();
      int lost = 0;
      for (JsonNode each : node.path("events")) {
        Optional<LedgerEvent> event = LedgerCodec.read(each);
        event.ifPresent(events::add);
        lost += event.isPresent() ? 0 : 1;
      }
      return Optional.of(new LedgerLine(node.path("token").longValue(0), events, lost));
    } catch (JacksonException e) {
      return Optional.empty();
    }
  }

  /**
   * What these lines hold together.
   *
   * @param name of the ledger, for the warning
   */
  public static SweepLedger.Contents all(List<String> lines, String name) {
    List<LedgerEvent> events = new ArrayList<>();
    int damaged = 0;
    int lost = 0;
    for (String line : lines) {
      Optional<LedgerLine> read = read(line);
      if (read.isEmpty()) {
        damaged++;
      } else {
        events.addAll(read.get().events());
        lost += read.get().lost();
      }
    }
    return new SweepLedger.Contents(
        events,
        damaged + lost == 0
            ? Optional.empty()
            : Optional.of(
                "%s: %d damaged lines and %d events of another version are forgotten; waits get longer"
                    .formatted(name, damaged, lost)));
  }
}
