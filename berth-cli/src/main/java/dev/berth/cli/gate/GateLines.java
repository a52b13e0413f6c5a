package dev.berth.cli.gate;

import dev.berth.api.gate.PendingGate;
import dev.berth.cli.task.Facts;
import dev.berth.cli.terminal.Style;
import dev.berth.cli.terminal.TerminalText;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A gate as a person sees it before deciding. */
public final class GateLines {
  private GateLines() {}

  /** All of it, the commands that decide it last. */
  public static List<TerminalText> of(PendingGate gate, Instant now) {
    List<TerminalText> lines = new ArrayList<>();
    lines.add(
        TerminalText.of(gate.requestId(), Style.BOLD)
            .plus("  ")
            .plus(gate.severity(), severity(gate.severity()))
            .plus("  " + left(gate.expiresAt(), now), Style.DIM));
    lines.add(fact("step", gate.toolName() + ": " + gate.toolInputPreview()));
    lines.add(fact("why", Facts.firstLine(gate.reason())));
    lines.add(fact("rule", String.join(", ", gate.matchingRuleIds())));
    lines.add(fact("kept by", keeps(gate.enforced())));
    lines.add(
        fact(
            "task",
            gate.taskId()
                + (gate.repo() == null ? "" : "  " + gate.repo())
                + "  "
                + Facts.firstLine(gate.taskDescription())));
    lines.addAll(commands(gate.taskId(), gate.requestId(), gate.offers()));
    return lines;
  }

  /** What a person types. */
  public static List<TerminalText> commands(String task, String gate, List<String> offers) {
    List<TerminalText> lines = new ArrayList<>();
    lines.add(fact("yes", "berth approve " + task + " " + gate));
    offers.stream()
        .filter(scope -> !scope.equals("this_call"))
        .limit(3)
        .forEach(
            scope ->
                lines.add(
                    fact("", "berth approve " + task + " " + gate + " --scope " + quoted(scope))));
    lines.add(fact("no", "berth deny " + task + " " + gate + " --reason \"what to do instead\""));
    return lines;
  }

  /** Whether a decision binds the agent or only asks it. */
  public static String keeps(boolean enforced) {
    return enforced
        ? "Berth itself (a wall)"
        : "the agent, which asked by itself (advice); what it pushes is looked at again";
  }

  static Style severity(String severity) {
    return switch (severity) {
      case "high" -> Style.RED;
      case "medium" -> Style.YELLOW;
      default -> Style.PLAIN;
    };
  }

  static String left(Instant expiresAt, Instant now) {
    return now.isBefore(expiresAt)
        ? Facts.duration(Duration.between(now, expiresAt)) + " left"
        : "expired";
  }

  /** For a shell, where a glob would otherwise be one. */
  private static String quoted(String scope) {
    return scope.matches("[A-Za-z0-9_:./-]+") ? scope : "'" + scope.replace("'", "'\\''") + "'";
  }

  /** One line of a gate: a name, and what stands for it. */
  public static TerminalText fact(String name, String value) {
    return TerminalText.of("  " + name + " ".repeat(Math.max(1, 9 - name.length())), Style.DIM)
        .plus(value);
  }
}
