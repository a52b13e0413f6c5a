package dev.berth.cli.view;

import dev.berth.api.event.EventType;
import dev.berth.api.event.TaskEvent;
import dev.berth.cli.http.EventFollower;
import dev.berth.cli.terminal.Screen;
import dev.berth.cli.terminal.Style;
import dev.berth.cli.terminal.TerminalText;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * Shows a task while it runs: lines as things happen, and, where the terminal can, one line below
 * them that moves. Without such a terminal it is plain lines only. Stops when the task has ended
 * and, for a short while, waits to see that everything was given back.
 */
public final class LiveView implements EventFollower.Listener {
  /** Cleanup may take long; a person who waits for the result does not wait for it. */
  private static final Duration CLEANUP_PATIENCE = Duration.ofSeconds(10);

  private final Screen screen;
  private final TaskView view;
  private final Optional<Instant> deadline;
  private boolean broken;
  private boolean expired;
  private boolean cleaned;

  /** Whether a session ever was; without one nothing is to be given back. */
  private boolean session;

  private Optional<Instant> cleanupBy = Optional.empty();

  /**
   * @param task its id
   * @param deadline when to stop although the task goes on
   */
  public LiveView(Screen screen, String task, Optional<Instant> deadline) {
    this.screen = screen;
    this.view = new TaskView(screen.capabilities().unicode(), task);
    this.deadline = deadline;
  }

  /** How the task ended, once it has. */
  public Optional<EventType> end() {
    return view.end();
  }

  /** Whether the deadline came first. */
  public boolean expired() {
    return expired;
  }

  /** Whether the session was seen to be given back entirely. */
  public boolean cleaned() {
    return cleaned;
  }

  @Override
  public boolean event(TaskEvent event, JsonNode raw) {
    return event(event);
  }

  /**
   * Shows one event; for callers that do not read it from a server. The answer is whether to go on.
   */
  public boolean event(TaskEvent event) {
    view.on(event).forEach(screen::fitted);
    cleaned |= event.eventType().equals(EventType.SESSION_CLEANUP_COMPLETE.wire());
    session |= event.eventType().equals(EventType.HYDRATION_STARTED.wire());
    session |= event.eventType().equals(EventType.SESSION_STARTED.wire());
    if (view.end().isPresent() && (cleaned || !session)) {
      screen.clearStatus();
      return false;
    }
    return true;
  }

  @Override
  public boolean tick(Instant now) {
    if (deadline.filter(now::isAfter).isPresent() && view.end().isEmpty()) {
      expired = true;
      screen.clearStatus();
      return false;
    }
    if (view.end().isPresent()) {
      cleanupBy = cleanupBy.or(() -> Optional.of(now.plus(CLEANUP_PATIENCE)));
      screen.status(TerminalText.of("giving everything back", Style.DIM));
      if (cleanupBy.filter(now::isAfter).isPresent()) {
        screen.clearStatus();
        return false;
      }
      return true;
    }
    if (!broken) {
      screen.status(view.status(now));
    }
    return true;
  }

  @Override
  public void disconnected(String why, Duration wait) {
    // Said once per outage: a server that restarts is no reason to fill the screen.
    if (!broken) {
      screen.fitted(TerminalText.of("! connection lost (" + why + "), trying again", Style.YELLOW));
    }
    broken = true;
    screen.status(TerminalText.of("connecting ...", Style.DIM));
  }

  @Override
  public void connected() {
    if (broken) {
      screen.fitted(TerminalText.of("! connected again", Style.YELLOW));
    }
    broken = false;
  }
}
