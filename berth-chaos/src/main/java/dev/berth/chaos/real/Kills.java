package dev.berth.chaos.real;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** What is killed when, and how often it was. Used by one thread. */
final class Kills {
  /** What dies. */
  enum Victim {
    SERVER,
    HOLDER,
    AGENT,
    /** The container engine, where the lab has one of its own. */
    ENGINE,
    /** Nothing dies: a task is cancelled. */
    NOBODY
  }

  private static final List<Victim> WEIGHTED =
      List.of(
          Victim.SERVER,
          Victim.SERVER,
          Victim.SERVER,
          Victim.HOLDER,
          Victim.HOLDER,
          Victim.AGENT,
          Victim.AGENT,
          Victim.AGENT,
          Victim.NOBODY);

  private static final long SHORTEST_MILLIS = 400;
  private static final long LONGEST_MILLIS = 2_400;

  private final RandomGenerator random;
  private final Host host;
  private final List<Victim> victims;
  private long count;

  /**
   * @param engine whether it may be killed
   */
  Kills(RandomGenerator random, Host host, boolean engine) {
    this.random = random;
    this.host = host;
    List<Victim> all = new ArrayList<>(WEIGHTED);
    if (engine) {
      all.add(Victim.ENGINE);
    }
    this.victims = List.copyOf(all);
  }

  /** Milliseconds until the next. */
  long pause() {
    return SHORTEST_MILLIS + random.nextLong(LONGEST_MILLIS - SHORTEST_MILLIS);
  }

  Victim next() {
    return victims.get(random.nextInt(victims.size()));
  }

  /** Kills one of the holders that are there now, if any is. */
  void holder() {
    one(host.holders());
  }

  /** Kills one of the agents that are there now, if any is. */
  void agent() {
    one(host.agents());
  }

  private void one(List<Host.Seen> all) {
    if (!all.isEmpty()) {
      long pid = all.get(random.nextInt(all.size())).pid();
      if (ProcessHandle.of(pid).filter(ProcessHandle::destroyForcibly).isPresent()) {
        count++;
      }
    }
  }

  /** Somebody killed the server, or the engine. */
  void another() {
    count++;
  }

  long count() {
    return count;
  }
}
