package dev.berth.cli.view;

import dev.berth.api.event.EventMetadata;
import dev.berth.api.event.EventType;
import dev.berth.api.event.TaskEvent;
import dev.berth.cli.task.Facts;
import dev.berth.cli.terminal.Style;
import dev.berth.cli.terminal.TerminalText;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Turns the events of a task into lines for a person: phases with how long each took, one line per
 * tool call, builds before and after, what was pushed, what it cost. It prints nothing itself:
 * {@link LiveView} does, and tests read the lines. Holds one task's state; not thread-safe.
 */
public final class TaskView {
  private final Marks marks;
  private final Map<String, ToolCall> running = new LinkedHashMap<>();
  private @Nullable Instant began;
  private @Nullable Instant phaseBegan;
  private String phase = "waiting to be admitted";
  private long turn;
  private long costMicroUsd = -1;
  private final Map<String, Instant> waiting = new LinkedHashMap<>();
  private final String task;
  private Optional<EventType> end = Optional.empty();

  private record ToolCall(String tool, String summary) {}

  /**
   * @param unicode whether signs beyond ASCII can be shown
   * @param task its id, for the commands that are shown
   */
  public TaskView(boolean unicode, String task) {
    this.marks = Marks.of(unicode);
    this.task = task;
  }

  /** How the task ended, once it has. */
  public Optional<EventType> end() {
    return end;
  }

  /** Takes the next event; the answer is the lines it is worth. */
  public List<TerminalText> on(TaskEvent event) {
    if (began == null) {
      began = event.timestamp();
      phaseBegan = event.timestamp();
    }
    Metadata data = new Metadata(event);
    data.number(EventMetadata.COST_MICRO_USD).ifPresent(cost -> costMicroUsd = cost);
    Optional<EventType> type = EventType.of(event.eventType());
    if (type.isEmpty()) {
      return List.of(point(event.eventType().replace('_', ' '), Style.DIM));
    }
    return switch (type.get()) {
      case AGENT_TURN -> turn(data);
      case AGENT_TOOL_CALL -> toolCall(data);
      case AGENT_TOOL_RESULT -> toolResult(data);
      case AGENT_MILESTONE -> milestone(data);
      case TASK_COMPLETED, TASK_FAILED, TASK_CANCELLED, TASK_TIMED_OUT -> ended(type.get(), data);
      case APPROVAL_REQUESTED -> asked(event, data);
      case APPROVAL_DECISION_RECORDED, APPROVAL_TIMED_OUT -> {
        data.text(EventMetadata.REQUEST_ID).ifPresent(waiting::remove);
        yield control(event, type.get(), data);
      }
      default -> control(event, type.get(), data);
    };
  }

  private List<TerminalText> control(TaskEvent event, EventType type, Metadata data) {
    return new ControlLines(marks, data).of(type).map(line -> step(event, line)).orElse(List.of());
  }

  private List<TerminalText> asked(TaskEvent event, Metadata data) {
    List<TerminalText> lines = new ArrayList<>(control(event, EventType.APPROVAL_REQUESTED, data));
    lines.addAll(AskedLines.of(data, task));
    Optional<Instant> expires = AskedLines.expiry(data);
    data.text(EventMetadata.REQUEST_ID)
        .ifPresent(gate -> waiting.put(gate, expires.orElse(Instant.MAX)));
    return lines;
  }

  /** The status line: what goes on now, for how long, at what cost so far. */
  public TerminalText status(Instant now) {
    long millis = Math.max(0, now.toEpochMilli());
    String spinner = marks.spinner();
    int frame = (int) (millis / 120 % spinner.length());
    TerminalText line =
        TerminalText.of(spinner.substring(frame, frame + 1) + " ", Style.CYAN).plus(activity());
    if (phaseBegan != null) {
      line = line.plus("  " + Facts.duration(between(phaseBegan, now)), Style.DIM);
    }
    if (began != null) {
      line = line.plus("  total " + Facts.duration(between(began, now)), Style.DIM);
    }
    Optional<Instant> until = waiting.values().stream().min(Instant::compareTo);
    if (until.filter(now::isBefore).isPresent()) {
      line = line.plus("  " + Facts.duration(between(now, until.get())) + " left", Style.YELLOW);
    }
    return costMicroUsd > 0 ? line.plus("  " + cost(), Style.DIM) : line;
  }

  private String activity() {
    if (running.isEmpty() || !waiting.isEmpty()) {
      return turn > 0 ? phase + " (turn " + turn + ")" : phase;
    }
    ToolCall last = List.copyOf(running.values()).getLast();
    return last.tool() + " " + last.summary();
  }

  private List<TerminalText> step(TaskEvent event, ControlLines.Line line) {
    List<TerminalText> lines = new ArrayList<>();
    if (line.phase().isPresent()) {
      TerminalText text = line.text();
      lines.add(line.ends() ? text.plus(took(event.timestamp())) : text);
      phase = line.phase().get();
      phaseBegan = event.timestamp();
    } else {
      lines.add(line.text());
    }
    return lines;
  }

  private List<TerminalText> turn(Metadata data) {
    List<TerminalText> lines = unfinished();
    turn = data.number(EventMetadata.TURN).orElse(turn + 1);
    phase = "the agent thinks";
    phaseBegan = data.event().timestamp();
    Optional<String> message = data.text(EventMetadata.MESSAGE);
    lines.add(
        TerminalText.of("  turn " + turn, Style.BOLD)
            .plus(message.map(text -> "  " + Facts.firstLine(text)).orElse("")));
    return lines;
  }

  private List<TerminalText> toolCall(Metadata data) {
    String tool = data.text(EventMetadata.TOOL).orElse("tool");
    String summary = Facts.firstLine(data.text(EventMetadata.SUMMARY).orElse(""));
    running.put(data.text(EventMetadata.CALL_ID).orElse(tool), new ToolCall(tool, summary));
    phaseBegan = data.event().timestamp();
    return List.of();
  }

  private List<TerminalText> toolResult(Metadata data) {
    String tool = data.text(EventMetadata.TOOL).orElse("tool");
    ToolCall call = running.remove(data.text(EventMetadata.CALL_ID).orElse(tool));
    ToolCall shown = call == null ? new ToolCall(tool, "") : call;
    phase = "the agent thinks";
    phaseBegan = data.event().timestamp();
    return List.of(toolLine(shown, outcome(data)));
  }

  private static TerminalText outcome(Metadata data) {
    List<String> facts = new ArrayList<>();
    Optional<Long> exit = data.number(EventMetadata.EXIT_CODE);
    exit.filter(code -> code != 0).ifPresent(code -> facts.add("exit " + code));
    boolean failed = !data.flag(EventMetadata.OK).orElse(true);
    if (failed && exit.isEmpty()) {
      facts.add("failed");
    }
    data.millis(EventMetadata.DURATION_MS)
        .filter(took -> took.toMillis() >= 100)
        .ifPresent(took -> facts.add(Facts.duration(took)));
    boolean bad = failed || exit.filter(code -> code != 0).isPresent();
    return TerminalText.of(String.join(", ", facts), bad ? Style.YELLOW : Style.DIM);
  }

  private TerminalText toolLine(ToolCall call, TerminalText outcome) {
    String padding = " ".repeat(Math.max(1, 7 - call.tool().length()));
    TerminalText line =
        TerminalText.of("    ").plus(call.tool(), Style.CYAN).plus(padding + call.summary());
    return outcome.raw().isEmpty() ? line : line.plus("  ").plus(outcome);
  }

  /** Calls whose result never came: the session ended, or the agent does not report results. */
  private List<TerminalText> unfinished() {
    List<TerminalText> lines = new ArrayList<>();
    running.values().forEach(call -> lines.add(toolLine(call, TerminalText.EMPTY)));
    running.clear();
    return lines;
  }

  private List<TerminalText> milestone(Metadata data) {
    List<TerminalText> lines = unfinished();
    String name = data.text(EventMetadata.MILESTONE).orElse("step");
    new MilestoneLines(marks, data).of(name).ifPresent(lines::add);
    phase = "after " + name.replace('_', ' ');
    phaseBegan = data.event().timestamp();
    turn = 0;
    return lines;
  }

  private List<TerminalText> ended(EventType type, Metadata data) {
    List<TerminalText> lines = unfinished();
    end = Optional.of(type);
    String status = type.name().substring("TASK_".length());
    TerminalText line =
        TerminalText.of(
                type == EventType.TASK_COMPLETED ? marks.good() : marks.bad(),
                Facts.status(status).spans().getFirst().style())
            .plus(" ")
            .plus(Facts.status(status));
    if (began != null) {
      line = line.plus(" in " + Facts.duration(between(began, data.event().timestamp())));
    }
    line = costMicroUsd >= 0 ? line.plus(", " + cost()) : line;
    lines.add(line);
    data.text(EventMetadata.MESSAGE)
        .ifPresent(text -> lines.add(TerminalText.of("  " + Facts.firstLine(text))));
    data.text(EventMetadata.CODE)
        .ifPresent(code -> lines.add(TerminalText.of("  code        ", Style.DIM).plus(code)));
    data.text(EventMetadata.REMEDY)
        .ifPresent(text -> lines.add(TerminalText.of("  what to do  ", Style.DIM).plus(text)));
    return lines;
  }

  private TerminalText took(Instant at) {
    return phaseBegan == null
        ? TerminalText.EMPTY
        : TerminalText.of("  " + Facts.duration(between(phaseBegan, at)), Style.DIM);
  }

  private TerminalText point(String text, Style style) {
    return TerminalText.of(marks.point() + " ", style).plus(text, style);
  }

  private String cost() {
    return Facts.money(BigDecimal.valueOf(costMicroUsd, 6));
  }

  private static Duration between(Instant from, Instant to) {
    return from.isBefore(to) ? Duration.between(from, to) : Duration.ZERO;
  }
}
