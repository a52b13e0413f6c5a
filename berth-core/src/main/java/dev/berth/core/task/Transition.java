package dev.berth.core.task;

import java.time.Instant;

/**
 * A row of the transition table.
 *
 * @param id stable name, for tests, diagrams and logs
 * @param words what it writes, for people
 */
record Transition(
    String id,
    TaskStatus from,
    Signal.Kind on,
    Guard guard,
    TaskStatus to,
    String words,
    Effect effect) {

  /** Under which condition a row is taken. */
  record Guard(String words, Condition condition) {
    static final Guard ALWAYS = new Guard("", question -> true);

    boolean holds(Question question) {
      return condition.holds(question);
    }
  }

  /** The condition of a guard; pure. */
  interface Condition {
    boolean holds(Question question);
  }

  /** What a guard may look at. */
  record Question(TaskState state, Signal signal, Instant now, LifecycleLimits limits) {
    boolean isDue(Due due) {
      return Due.at(state, limits, now).filter(due::equals).isPresent();
    }
  }

  /** What a row writes; pure but for the draft. */
  interface Effect {
    void apply(Draft draft, Signal signal);
  }
}
