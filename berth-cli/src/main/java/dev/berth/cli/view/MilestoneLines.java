package dev.berth.cli.view;

import dev.berth.api.event.EventMetadata;
import dev.berth.cli.task.Facts;
import dev.berth.cli.terminal.Style;
import dev.berth.cli.terminal.TerminalText;
import java.util.Optional;

/** Lines for the steps of a workflow, as the agent reports them. */
final class MilestoneLines {
  private final Marks marks;
  private final Metadata data;

  MilestoneLines(Marks marks, Metadata data) {
    this.marks = marks;
    this.data = data;
  }

  /** Empty for steps that were skipped, and those that another event tells better. */
  Optional<TerminalText> of(String milestone) {
    if (data.text("state").filter("skipped"::equals).isPresent()) {
      return Optional.empty();
    }
    return switch (milestone) {
      case "clone_repo" -> Optional.of(done("repository cloned"));
      case "hydrate_context" -> Optional.of(done("context read"));
      case "verify_build" -> Optional.of(check("build"));
      case "verify_lint" -> Optional.of(check("lint"));
      case "run_agent" -> Optional.of(done("the agent is done"));
      case "deliver_artifact" -> Optional.of(done("artifact delivered"));
      // The control plane reports the push and the change request itself, as it saw them.
      case "pushed", "ensure_pr" -> Optional.empty();
      default -> Optional.of(done(milestone.replace('_', ' ')));
    };
  }

  private TerminalText done(String text) {
    boolean ok = data.flag(EventMetadata.OK).orElse(true);
    return TerminalText.of(ok ? marks.good() : marks.bad(), ok ? Style.GREEN : Style.RED)
        .plus(" " + text)
        .plus(took(), Style.DIM);
  }

  /** A build that fails before the work is why the agent is here, not an alarm. */
  private TerminalText check(String what) {
    boolean before = data.text(EventMetadata.PHASE).filter("before"::equals).isPresent();
    Optional<Long> exit = data.number(EventMetadata.EXIT_CODE);
    boolean ok = data.flag(EventMetadata.OK).orElse(exit.filter(code -> code != 0).isEmpty());
    Style style = ok ? Style.GREEN : before ? Style.YELLOW : Style.RED;
    String when = data.text(EventMetadata.PHASE).map(phase -> " " + phase).orElse("");
    String command =
        data.text(EventMetadata.COMMAND).map(line -> " (" + Facts.firstLine(line) + ")").orElse("");
    String result = ok ? "passes" : "fails" + exit.map(code -> ", exit " + code).orElse("");
    return TerminalText.of(ok ? marks.good() : marks.bad(), style)
        .plus(" " + what + when + command + ": ")
        .plus(result, style)
        .plus(took(), Style.DIM);
  }

  private String took() {
    return data.millis(EventMetadata.DURATION_MS)
        .map(took -> "  " + Facts.duration(took))
        .orElse("");
  }
}
