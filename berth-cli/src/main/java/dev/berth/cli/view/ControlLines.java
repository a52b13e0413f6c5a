package dev.berth.cli.view;

import dev.berth.api.event.EventMetadata;
import dev.berth.api.event.EventType;
import dev.berth.cli.task.Facts;
import dev.berth.cli.terminal.Style;
import dev.berth.cli.terminal.TerminalText;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Lines for what the control plane itself reports. */
final class ControlLines {
  /**
   * A line, and what it means for the phase the task is in.
   *
   * @param text what is printed
   * @param phase what goes on from now; empty: the same as before
   * @param ends whether the line ends a phase, so that its duration belongs on it
   */
  record Line(TerminalText text, Optional<String> phase, boolean ends) {}

  private static final String SETTLING = "settling the outcome";

  private final Marks marks;
  private final Metadata data;

  ControlLines(Marks marks, Metadata data) {
    this.marks = marks;
    this.data = data;
  }

  /** Empty for what is no news to a person. */
  Optional<Line> of(EventType type) {
    return switch (type) {
      case TASK_CREATED -> begins("task accepted", "waiting to be admitted");
      case ADMISSION_QUEUED -> begins("queued" + position(), "queued");
      case QUEUE_PICKUP -> ends("admitted", "preparing");
      case HYDRATION_STARTED -> begins("admitted", "preparing the sandbox");
      case HYDRATION_COMPLETE -> Optional.empty();
      case SESSION_STARTED -> ends("sandbox ready" + isolation(), "the agent starts");
      case PREFLIGHT_FAILED -> bad("cannot start" + reason());
      case AGENT_ERROR -> bad("agent: " + reasonText());
      case AGENT_BLOCKED -> warn("the agent is blocked: " + reasonText());
      case APPROVAL_REQUESTED ->
          begins("a step waits for a person" + clause(), "waiting for a person");
      case APPROVAL_DECISION_RECORDED -> ends(decision(), "the agent goes on");
      case APPROVAL_TIMED_OUT ->
          ends("nobody decided in time: the step is denied", "the agent goes on");
      case APPROVAL_TIMEOUT_SHORTENED -> warn(shortened());
      case EGRESS_DENIED -> warn(refusal());
      case EGRESS_CHANGED -> note(allowed());
      case NUDGE_RECEIVED -> note("nudge stored" + reason());
      case SESSION_SILENT -> warn("no sign of life from the session");
      case SESSION_LOST -> bad("session lost" + reason());
      case SESSION_SUSPENDED -> begins("session suspended", "suspended");
      case SESSION_RESUMED -> ends("session resumed", "the agent goes on");
      case CHECKPOINT_SAVED, AGENT_COST_UPDATE -> Optional.empty();
      case CHECKPOINT_RESTORED -> note("goes on from an earlier attempt" + reason());
      case RECORDING_ENDED ->
          warn("the agent says more than is recorded: its further events are left out");
      case BUDGET_LANDING -> warn(landing());
      case PUSH_ACCEPTED ->
          good("pushed" + data.text(EventMetadata.BRANCH).map(b -> " " + b).orElse(""));
      case PUSH_REFUSED -> warn("push refused" + reason());
      case CHANGE_REQUEST_OPENED -> good("change request" + number() + title());
      case VERIFICATION_STARTED ->
          begins("Berth verifies the pushed commit", "verifying in a clean sandbox");
      case VERIFICATION_COMPLETE -> verified();
      case OUTCOME_PENDING -> begins(SETTLING, SETTLING);
      case CANCEL_REQUESTED -> begins("cancel requested", "stopping");
      case SESSION_CLEANUP_COMPLETE -> good("a session was given back" + released());
      case LEASE_STUCK -> warn("something resists being given back" + reason());
      case ORPHAN_RELEASED -> note("an orphan was released");
      case AGENT_TURN,
          AGENT_TOOL_CALL,
          AGENT_TOOL_RESULT,
          AGENT_MILESTONE,
          TASK_COMPLETED,
          TASK_FAILED,
          TASK_CANCELLED,
          TASK_TIMED_OUT ->
          Optional.empty();
    };
  }

  private Optional<Line> verified() {
    Optional<Long> before = data.number(EventMetadata.BUILD_BEFORE_EXIT);
    Optional<Long> after = data.number(EventMetadata.BUILD_AFTER_EXIT);
    if (after.isEmpty()) {
      return reasonText().isEmpty()
          ? ends("verified", SETTLING)
          : Optional.of(
              new Line(
                  mark(marks.bad(), Style.RED, "could not be verified" + reason()),
                  Optional.of(SETTLING),
                  true));
    }
    boolean passed = after.get() == 0;
    TerminalText text =
        TerminalText.of(passed ? marks.good() : marks.bad(), passed ? Style.GREEN : Style.RED)
            .plus(" verified: build ")
            .plus(before.map(exit -> exit == 0 ? "passed before, " : "failed before, ").orElse(""))
            .plus(passed ? "passes now" : "FAILS now (exit " + after.get() + ")");
    return Optional.of(new Line(text, Optional.of(SETTLING), true));
  }

  private String clause() {
    return data.text(EventMetadata.REASON).map(why -> ": " + Facts.firstLine(why)).orElse("");
  }

  private String decision() {
    String by = data.text(EventMetadata.BY).map(user -> " by " + user).orElse("");
    String scope = data.text(EventMetadata.SCOPE).map(s -> ", " + s).orElse("");
    return data.text(EventMetadata.DECISION).orElse("decided").toLowerCase(Locale.ROOT)
        + by
        + scope
        + clause();
  }

  private String shortened() {
    return data.number(EventMetadata.TIMEOUT_S).map(s -> "only " + s + " s to decide").orElse("")
        + data.number(EventMetadata.REQUESTED_S).map(s -> " instead of " + s).orElse("")
        + clause();
  }

  private String landing() {
    String why = reasonText().isEmpty() ? "budget nearly spent" : reasonText();
    boolean hears = data.flag(EventMetadata.HEARD).orElse(true);
    return why + (hears ? ", the agent is told to land" : "; the agent cannot be told to land");
  }

  private String refusal() {
    Optional<Long> more = data.number(EventMetadata.MORE);
    if (more.isPresent()) {
      return more.get() + " more times not allowed to reach a host";
    }
    return "not allowed to reach "
        + data.text(EventMetadata.HOST).orElse("a host")
        + data.text(EventMetadata.REASON).map(why -> ": " + Facts.firstLine(why)).orElse("")
        + data.text(EventMetadata.COMMAND).map(allow -> " (" + allow + ")").orElse("");
  }

  private String allowed() {
    List<String> parts = new ArrayList<>();
    data.text(EventMetadata.BY).ifPresent(parts::add);
    String allowed = String.join(", ", data.texts(EventMetadata.ALLOWED));
    String denied = String.join(", ", data.texts(EventMetadata.DENIED));
    parts.add(allowed.isEmpty() ? "" : "allows " + allowed);
    parts.add(denied.isEmpty() ? "" : "denies " + denied);
    return "egress: " + String.join(" ", parts.stream().filter(p -> !p.isEmpty()).toList());
  }

  private Optional<Line> begins(String text, String phase) {
    return Optional.of(new Line(mark(marks.point(), Style.CYAN, text), Optional.of(phase), false));
  }

  private Optional<Line> ends(String text, String phase) {
    return Optional.of(new Line(mark(marks.good(), Style.GREEN, text), Optional.of(phase), true));
  }

  private Optional<Line> good(String text) {
    return Optional.of(new Line(mark(marks.good(), Style.GREEN, text), Optional.empty(), false));
  }

  private Optional<Line> note(String text) {
    return Optional.of(new Line(mark(marks.point(), Style.DIM, text), Optional.empty(), false));
  }

  private Optional<Line> warn(String text) {
    return Optional.of(new Line(mark("!", Style.YELLOW, text), Optional.empty(), false));
  }

  private Optional<Line> bad(String text) {
    return Optional.of(new Line(mark(marks.bad(), Style.RED, text), Optional.empty(), false));
  }

  private static TerminalText mark(String mark, Style style, String text) {
    return TerminalText.of(mark, style).plus(" " + text);
  }

  private String position() {
    return data.number(EventMetadata.QUEUE_POSITION).map(p -> ", position " + p).orElse("");
  }

  private String isolation() {
    return data.text(EventMetadata.ISOLATION)
        .map(kind -> kind.equals("none") ? " (NOT ISOLATED)" : " (" + kind + ")")
        .orElse("");
  }

  private String released() {
    return data.number(EventMetadata.RELEASED).map(n -> ", " + n + " leases settled").orElse("");
  }

  private String number() {
    return data.number(EventMetadata.NUMBER).map(n -> " #" + n).orElse("");
  }

  private String title() {
    return data.text(EventMetadata.TITLE).map(t -> ": " + Facts.firstLine(t)).orElse(" opened");
  }

  private String reason() {
    String text = reasonText();
    return text.isEmpty() ? "" : ": " + text;
  }

  private String reasonText() {
    return data.text(EventMetadata.MESSAGE)
        .or(() -> data.text(EventMetadata.CODE))
        .map(Facts::firstLine)
        .orElse("");
  }
}
