package dev.berth.core.task;

import dev.berth.core.error.ErrorCode;
import dev.berth.core.event.EventType;
import dev.berth.core.event.NewEvent;
import dev.berth.core.task.TaskState.Cause;
import dev.berth.core.task.TaskState.Ends;
import dev.berth.core.task.TaskState.Fate;
import dev.berth.core.task.TaskState.Gates;
import dev.berth.core.task.TaskState.Moments;
import dev.berth.core.task.TaskState.Sums;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A move in the making: what the effect of a transition writes. Lives for one decision, on one
 * thread.
 */
final class Draft {
  private final LifecycleLimits limits;
  private final Instant now;
  private final List<NewEvent> events = new ArrayList<>();
  private final List<Command> commands = new ArrayList<>();
  private TaskState state;

  Draft(TaskState state, LifecycleLimits limits, Instant now) {
    this.state = state;
    this.limits = limits;
    this.now = now;
  }

  TaskState state() {
    return state;
  }

  Instant now() {
    return now;
  }

  LifecycleLimits limits() {
    return limits;
  }

  List<NewEvent> events() {
    return events;
  }

  List<Command> commands() {
    return commands;
  }

  void event(EventType type, Map<String, Object> metadata) {
    events.add(NewEvent.of(type, now, metadata));
  }

  void command(Command command) {
    commands.add(command);
  }

  /** Leaves the present status, whose time joins the sums, and enters another until {@code end}. */
  void enter(TaskStatus status, Optional<Instant> end) {
    Duration visit = positive(Duration.between(state.since(), now));
    Sums sums = state.sums();
    Sums after =
        switch (state.status()) {
          case RUNNING ->
              new Sums(
                  sums.running().plus(visit),
                  sums.waiting(),
                  sums.suspended(),
                  sums.observerDown());
          case AWAITING_APPROVAL ->
              new Sums(
                  sums.running(),
                  sums.waiting().plus(visit),
                  sums.suspended(),
                  sums.observerDown());
          case PENDING_UPLOADS,
              SUBMITTED,
              QUEUED,
              HYDRATING,
              FINALIZING,
              COMPLETED,
              FAILED,
              CANCELLED,
              TIMED_OUT ->
              sums;
        };
    state =
        new TaskState(
            status,
            now,
            state.moments(),
            new Ends(end, state.ends().hard()),
            after,
            state.gates(),
            state.fate());
  }

  void phaseEnd(Instant end) {
    ends(new Ends(Optional.of(end), state.ends().hard()));
  }

  void hardEnd(Instant end) {
    ends(new Ends(state.ends().phase(), Optional.of(end)));
  }

  private void ends(Ends ends) {
    state =
        new TaskState(
            state.status(),
            state.since(),
            state.moments(),
            ends,
            state.sums(),
            state.gates(),
            state.fate());
  }

  void moments(Moments moments) {
    state =
        new TaskState(
            state.status(),
            state.since(),
            moments,
            state.ends(),
            state.sums(),
            state.gates(),
            state.fate());
  }

  void sums(Sums sums) {
    state =
        new TaskState(
            state.status(),
            state.since(),
            state.moments(),
            state.ends(),
            sums,
            state.gates(),
            state.fate());
  }

  void gates(int pending, int raised) {
    state =
        new TaskState(
            state.status(),
            state.since(),
            state.moments(),
            state.ends(),
            state.sums(),
            new Gates(pending, raised),
            state.fate());
  }

  /**
   * Writes the cause.
   *
   * @throws IllegalStateException when it is written already
   */
  void cause(Cause cause, Optional<ErrorCode> failure, Optional<String> message) {
    if (state.fate().cause().isPresent()) {
      throw new IllegalStateException("the cause is written once: " + state.fate());
    }
    fate(new Fate(Optional.of(cause), failure, message));
  }

  void fate(Fate fate) {
    state =
        new TaskState(
            state.status(),
            state.since(),
            state.moments(),
            state.ends(),
            state.sums(),
            state.gates(),
            fate);
  }

  /** Closes a suspension, if there is one: its time joins the sum. */
  void endSuspension() {
    Moments moments = state.moments();
    if (moments.suspendedAt().isEmpty()) {
      return;
    }
    Sums sums = state.sums();
    Duration more = positive(Duration.between(moments.suspendedAt().get(), now));
    sums(
        new Sums(sums.running(), sums.waiting(), sums.suspended().plus(more), sums.observerDown()));
    moments(moments.suspended(Optional.empty()));
  }

  /** Metadata in the order given; empty optionals are left out. */
  static Map<String, Object> facts(Object... namesAndValues) {
    Map<String, Object> facts = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      Object value = namesAndValues[i + 1];
      if (value instanceof Optional<?> maybe) {
        if (maybe.isEmpty()) {
          continue;
        }
        value = maybe.get();
      }
      facts.put((String) namesAndValues[i], value instanceof Enum<?> e ? e.name() : value);
    }
    return facts;
  }

  private static Duration positive(Duration duration) {
    return duration.isNegative() ? Duration.ZERO : duration;
  }
}
