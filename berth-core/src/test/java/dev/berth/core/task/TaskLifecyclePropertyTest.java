package dev.berth.core.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.berth.core.task.TransitionTable.Pair;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random interleavings of signals and time over the transition table, against the design said once
 * more in {@link Expectation} and the invariants in {@link TaskInvariants}. Replay a failure with
 * {@code -Dberth.seed=N}; more with {@code -Dberth.steps=N}.
 */
class TaskLifecyclePropertyTest {
  private static final long SEED = Long.getLong("berth.seed", System.nanoTime());
  private static final int STEPS = Integer.getInteger("berth.steps", 1_000_000);
  private static final int STEPS_TO_NOTICE = 300_000;
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  @Test
  void everyInterleavingKeepsTheInvariants() {
    TransitionTable table = TaskTransitions.table();
    Coverage coverage = walk(table, SEED, STEPS);

    Set<String> ids = new HashSet<>(table.rows().stream().map(Transition::id).toList());
    assertThat(coverage.rows()).describedAs("rows taken, seed %s", SEED).isEqualTo(ids);
    assertThat(coverage.pairs())
        .describedAs("pairs of status and signal, seed %s", SEED)
        .hasSize(TaskStatus.values().length * Signal.Kind.values().length);
  }

  @ParameterizedTest
  @MethodSource("rows")
  void aLostRowIsNoticed(String row) {
    TransitionTable reduced;
    try {
      reduced = TaskTransitions.table().without(row);
    } catch (IllegalStateException noticedWhenBuilt) {
      return;
    }
    try {
      walk(reduced, SEED, STEPS_TO_NOTICE);
    } catch (AssertionError | IllegalStateException noticed) {
      return;
    }
    fail("nobody noticed that the row is lost: " + row + ", seed " + SEED);
  }

  static Set<String> rows() {
    return new HashSet<>(TaskTransitions.table().rows().stream().map(Transition::id).toList());
  }

  private static Coverage walk(TransitionTable table, long seed, int steps) {
    System.out.println("seed " + seed + ", replay with -Dberth.seed=" + seed);
    TaskLifecycle lifecycle = new TaskLifecycle(table, LifecycleLimits.defaults());
    Interleavings random = new Interleavings(seed);
    Coverage coverage = new Coverage(new HashSet<>(), new HashSet<>());
    int step = 0;
    while (step < steps) {
      step += walkOne(lifecycle, random, coverage);
    }
    return coverage;
  }

  /** One task from its submission until some steps after its end. */
  private static int walkOne(TaskLifecycle lifecycle, Interleavings random, Coverage coverage) {
    Instant now = START;
    TaskState state = lifecycle.submitted(random.chance(3), now);
    TaskInvariants invariants = new TaskInvariants(lifecycle, now);
    boolean gateHappy = random.chance(40);
    int steps = 0;
    int afterEnd = 0;
    while (afterEnd < 4 && steps < 600) {
      now = random.later(now, lifecycle.deadline(state));
      Signal signal = gateHappy ? random.gateHappy(state, now) : random.signal(state, now);
      Decision decision = lifecycle.next(state, signal, now);
      coverage.pairs().add(new Pair(state.status(), signal.kind()));
      invariants.check(state, signal, now, decision);
      if (decision instanceof Decision.Move move) {
        coverage.rows().add(move.row());
        state = move.next();
      }
      afterEnd += state.status().isTerminal() ? 1 : 0;
      steps++;
    }
    return steps;
  }

  private record Coverage(Set<String> rows, Set<Pair> pairs) {}
}
