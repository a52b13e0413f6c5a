package dev.berth.chaos.real;

import java.util.Locale;
import java.util.random.RandomGenerator;

/**
 * A task that the lab wants.
 *
 * @param key makes submitting it again harmless
 * @param repository one of the lab's
 * @param word tells the lab's agent what to do
 */
record Submission(String key, String repository, String workflow, String word) {
  /** The next one; three of four change something, the others give up or find nothing to do. */
  static Submission next(int number, RandomGenerator random) {
    String repository = Lab.REPOSITORIES.get(random.nextInt(Lab.REPOSITORIES.size()));
    String kind =
        switch (random.nextInt(8)) {
          case 0 -> "fail";
          case 1 -> "idle";
          default -> "work";
        };
    String seconds = String.format(Locale.ROOT, "%.1f", random.nextDouble(1.5));
    return new Submission(
        "lab-" + number,
        repository,
        repository.equals(Lab.REPOSITORIES.getFirst()) ? "lab/built-v1" : "lab/plain-v1",
        "lab:" + kind + ":" + seconds);
  }
}
