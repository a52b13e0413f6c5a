package dev.berth.engine.job;

import java.util.Set;

/**
 * Who works, and how much at a time.
 *
 * @param name names this process in the rows that it takes: the node's id
 * @param earlier names of earlier processes of this host that are certainly dead: what they held is
 *     revived at once. On the embedded database every other name is, since its data directory is
 *     locked
 * @param parallel jobs at a time, 1-1000
 */
public record WorkerSettings(String name, Set<String> earlier, int parallel) {
  public WorkerSettings {
    earlier = Set.copyOf(earlier);
    if (parallel < 1 || parallel > 1000) {
      throw new IllegalArgumentException("1-1000 jobs at a time, not " + parallel);
    }
  }
}
