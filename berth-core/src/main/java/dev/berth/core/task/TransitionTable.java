package dev.berth.core.task;

import dev.berth.core.task.Transition.Guard;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Every transition of a task, and the answer to every pair of status and signal that has none. A
 * table that is not complete, has duplicates or leads out of a terminal state cannot be built.
 */
final class TransitionTable {
  private final List<Transition> rows;
  private final Map<Pair, List<Transition>> byPair;
  private final Map<Pair, Answer> answers;

  private TransitionTable(List<Transition> rows, Map<Pair, Answer> answers) {
    this.rows = List.copyOf(rows);
    this.answers = Map.copyOf(answers);
    Map<Pair, List<Transition>> grouped = new LinkedHashMap<>();
    for (Transition row : rows) {
      grouped.computeIfAbsent(new Pair(row.from(), row.on()), p -> new ArrayList<>()).add(row);
    }
    this.byPair = grouped;
  }

  /** All rows, in the order of their definition. */
  List<Transition> rows() {
    return rows;
  }

  /** The rows of a pair. */
  List<Transition> rows(TaskStatus from, Signal.Kind on) {
    return byPair.getOrDefault(new Pair(from, on), List.of());
  }

  /** The answer to a pair of which no row is taken. */
  Answer answer(TaskStatus from, Signal.Kind on) {
    return Objects.requireNonNull(answers.get(new Pair(from, on)));
  }

  /** The answer to a pair, if it may come to one. */
  Optional<Answer> find(TaskStatus from, Signal.Kind on) {
    return Optional.ofNullable(answers.get(new Pair(from, on)));
  }

  /**
   * The same table without a row; what tests prove its worth by.
   *
   * @throws IllegalStateException when the rest is no table
   */
  TransitionTable without(String id) {
    Builder builder = new Builder();
    rows.stream().filter(row -> !row.id().equals(id)).forEach(builder::row);
    answers.forEach((pair, answer) -> builder.answers.put(pair, answer));
    return builder.build();
  }

  /** A status and a signal. */
  record Pair(TaskStatus from, Signal.Kind on) {}

  /** Collects rows and answers; not thread-safe. */
  static final class Builder {
    private final List<Transition> rows = new ArrayList<>();
    private final Map<Pair, Answer> answers = new LinkedHashMap<>();

    Builder row(Transition row) {
      rows.add(row);
      return this;
    }

    /**
     * Answers these pairs.
     *
     * @throws IllegalStateException when one is answered already
     */
    Builder answer(Set<TaskStatus> from, Set<Signal.Kind> on, Answer answer) {
      for (TaskStatus status : from) {
        for (Signal.Kind kind : on) {
          if (answers.putIfAbsent(new Pair(status, kind), answer) != null) {
            throw new IllegalStateException(status + " and " + kind + " are answered twice");
          }
        }
      }
      return this;
    }

    /**
     * Checks and makes the table.
     *
     * @throws IllegalStateException with everything that is wrong
     */
    TransitionTable build() {
      List<String> problems = new ArrayList<>();
      Set<String> ids = new HashSet<>();
      Map<Pair, Set<String>> guards = new LinkedHashMap<>();
      for (Transition row : rows) {
        Pair pair = new Pair(row.from(), row.on());
        if (!ids.add(row.id())) {
          problems.add("two rows are named " + row.id());
        }
        if (!guards.computeIfAbsent(pair, p -> new HashSet<>()).add(row.guard().words())) {
          problems.add("row " + row.id() + " repeats another of " + pair);
        }
        if (row.from().isTerminal()) {
          problems.add("row " + row.id() + " leads out of " + row.from());
        }
      }
      guards.forEach((pair, words) -> checkPair(pair, words, problems));
      for (TaskStatus status : TaskStatus.values()) {
        for (Signal.Kind kind : Signal.Kind.values()) {
          Pair pair = new Pair(status, kind);
          if (!guards.containsKey(pair) && !answers.containsKey(pair)) {
            problems.add("nothing answers " + pair);
          }
        }
      }
      problems.addAll(unreachable());
      if (!problems.isEmpty()) {
        throw new IllegalStateException(String.join("\n", problems));
      }
      return new TransitionTable(rows, answers);
    }

    private void checkPair(Pair pair, Set<String> guards, List<String> problems) {
      boolean always = guards.contains(Guard.ALWAYS.words());
      if (always && guards.size() > 1) {
        problems.add("an unguarded row of " + pair + " hides others");
      }
      if (always && answers.containsKey(pair)) {
        problems.add("the answer to " + pair + " is never given");
      }
      if (!always && !answers.containsKey(pair)) {
        problems.add("nothing answers " + pair + " when no guard holds");
      }
      if (!always && answers.get(pair) instanceof Answer.Never && guards.size() < 2) {
        problems.add("a single guard of " + pair + " cannot always hold");
      }
    }

    private List<String> unreachable() {
      Map<TaskStatus, Boolean> reached = new EnumMap<>(TaskStatus.class);
      reached.put(TaskStatus.PENDING_UPLOADS, true);
      reached.put(TaskStatus.SUBMITTED, true);
      boolean grew = true;
      while (grew) {
        grew = false;
        for (Transition row : rows) {
          if (reached.containsKey(row.from()) && reached.put(row.to(), true) == null) {
            grew = true;
          }
        }
      }
      List<String> problems = new ArrayList<>();
      for (TaskStatus status : TaskStatus.values()) {
        if (!reached.containsKey(status)) {
          problems.add("no row reaches " + status);
        }
      }
      return problems;
    }
  }
}
