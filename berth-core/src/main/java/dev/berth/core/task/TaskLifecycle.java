package dev.berth.core.task;

import dev.berth.core.task.Transition.Question;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The task state machine: a pure function of state, signal and moment. The only place that knows a
 * transition. Immutable and thread-safe.
 */
public final class TaskLifecycle {
  private final TransitionTable table;
  private final LifecycleLimits limits;

  public TaskLifecycle(LifecycleLimits limits) {
    this(TaskTransitions.table(), limits);
  }

  TaskLifecycle(TransitionTable table, LifecycleLimits limits) {
    this.table = table;
    this.limits = limits;
  }

  /** The limits that it keeps. */
  public LifecycleLimits limits() {
    return limits;
  }

  /** The names of all transitions, as {@link Decision.Move} carries them. */
  public List<String> rows() {
    return ids(table.rows());
  }

  /** The state of a task that is submitted now. */
  public TaskState submitted(boolean uploadsOutstanding, Instant now) {
    return TaskState.submitted(
        uploadsOutstanding,
        now,
        now.plus(uploadsOutstanding ? limits.uploads() : limits.admission()));
  }

  /** The next moment at which a {@link Signal.Tick} changes something. */
  public Optional<Instant> deadline(TaskState state) {
    return Due.next(state, limits).map(Due.Moment::at);
  }

  /**
   * What follows from a signal. Every pair of status and signal has an answer.
   *
   * @throws IllegalStateException when the table is defective; it says what the task went through
   */
  public Decision next(TaskState state, Signal signal, Instant now) {
    Question question = new Question(state, signal, now, limits);
    List<Transition> taken =
        table.rows(state.status(), signal.kind()).stream()
            .filter(row -> row.guard().holds(question))
            .toList();
    if (taken.size() > 1) {
      throw defect("several rows are taken: " + ids(taken), state, signal);
    }
    if (taken.isEmpty()) {
      Answer answer = table.answer(state.status(), signal.kind());
      if (answer instanceof Answer.Never) {
        throw defect("no row is taken", state, signal);
      }
      return answer.decision();
    }
    return move(taken.getFirst(), state, signal, now);
  }

  private Decision move(Transition row, TaskState state, Signal signal, Instant now) {
    Draft draft = new Draft(state, limits, now);
    row.effect().apply(draft, signal);
    if (draft.state().status() != row.to()) {
      throw defect("row " + row.id() + " went to " + draft.state().status(), state, signal);
    }
    Optional<Instant> deadline = deadline(draft.state());
    if (!deadline.equals(deadline(state))) {
      draft.command(
          deadline.<Command>map(Command.DeadlineAt::new).orElseGet(Command.NoDeadline::new));
    }
    return new Decision.Move(row.id(), draft.state(), draft.events(), draft.commands());
  }

  private static List<String> ids(List<Transition> rows) {
    return rows.stream().map(Transition::id).toList();
  }

  private static IllegalStateException defect(String what, TaskState state, Signal signal) {
    return new IllegalStateException(
        what
            + " for "
            + signal
            + " in "
            + state.status()
            + " since "
            + state.since()
            + "; its history: "
            + state.moments()
            + ", "
            + state.sums()
            + ", "
            + state.gates()
            + ", "
            + state.fate());
  }
}
