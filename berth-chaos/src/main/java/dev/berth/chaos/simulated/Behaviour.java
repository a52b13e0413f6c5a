package dev.berth.chaos.simulated;

import dev.berth.core.id.TaskId;
import java.util.Random;

/**
 * How the agent of a task behaves, the same each time that it is asked.
 *
 * @param commits that it pushes
 * @param requests whether it opens a change request
 * @param reports whether it says how it ended
 * @param succeeds what it says
 * @param builds whether its commit can be built
 * @param hangs whether it works until it is stopped
 * @param isDeaf whether it goes on when it is told that its session is over
 * @param vanishes whether its sandbox is gone one day
 */
record Behaviour(
    int commits,
    boolean requests,
    boolean reports,
    boolean succeeds,
    boolean builds,
    boolean hangs,
    boolean isDeaf,
    boolean vanishes) {
  /** Works, opens its change request, says so and ends. */
  static final Behaviour PLAIN = new Behaviour(1, true, true, true, true, false, false, false);

  static Behaviour of(TaskId task, long seed) {
    Random dice = new Random(seed ^ task.value().hashCode() * 0x9E3779B97F4A7C15L);
    return new Behaviour(
        dice.nextInt(8) == 0 ? 0 : 1 + dice.nextInt(3),
        dice.nextInt(4) != 0,
        dice.nextInt(8) != 0,
        dice.nextInt(8) != 0,
        dice.nextInt(6) != 0,
        dice.nextInt(8) == 0,
        dice.nextInt(6) == 0,
        dice.nextInt(12) == 0);
  }
}
