package dev.berth.cli.view;

import dev.berth.api.event.EventMetadata;
import dev.berth.cli.gate.GateLines;
import dev.berth.cli.task.Facts;
import dev.berth.cli.terminal.TerminalText;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a person needs to decide a step, below the line that says that it waits. */
final class AskedLines {
  private AskedLines() {}

  static List<TerminalText> of(Metadata data, String task) {
    List<TerminalText> lines = new ArrayList<>();
    String tool = data.text(EventMetadata.TOOL_NAME).orElse("step");
    data.text(EventMetadata.TOOL_INPUT_PREVIEW)
        .ifPresent(
            preview -> lines.add(GateLines.fact("step", tool + ": " + Facts.firstLine(preview))));
    List<String> rules = data.texts(EventMetadata.MATCHING_RULE_IDS);
    if (!rules.isEmpty()) {
      String severity = data.text(EventMetadata.SEVERITY).map(text -> " (" + text + ")").orElse("");
      lines.add(GateLines.fact("rule", String.join(", ", rules) + severity));
    }
    data.flag(EventMetadata.ENFORCED)
        .ifPresent(enforced -> lines.add(GateLines.fact("kept by", GateLines.keeps(enforced))));
    expiry(data).ifPresent(at -> lines.add(GateLines.fact("until", at.toString())));
    data.text(EventMetadata.REQUEST_ID)
        .ifPresent(gate -> lines.addAll(GateLines.commands(task, gate, List.of())));
    return lines;
  }

  static Optional<Instant> expiry(Metadata data) {
    try {
      return data.text(EventMetadata.EXPIRES_AT).map(Instant::parse);
    } catch (DateTimeException e) {
      // Of a server that writes it in another way: then no time is shown.
      return Optional.empty();
    }
  }
}
