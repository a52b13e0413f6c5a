package dev.berth.chaos;

import java.util.ArrayList;
import java.util.List;

/**
 * What a half must at least have done per 100 sessions, so that its zeros prove something. Each is
 * about half of what a run of the lab came to when it was set; a run of few sessions has floors of
 * as many hundredths.
 */
public record Floors(long faultsInjected, long kills, long recoveries, long thingsCreated) {
  /**
   * Of real sessions. A session makes a workspace, a directory, doors, a holder with its sandbox,
   * an init and an agent; a kill comes about every second and a half, a third of them are the
   * server's.
   */
  public static final Floors REAL = new Floors(20, 15, 5, 500);

  /** Of simulated sessions: a hundred of one world came to 69 faults, 17 kills and 801 things. */
  public static final Floors SIMULATED = new Floors(35, 8, 8, 400);

  private static final int PER = 100;

  /** What is below its floor, a line each. */
  public List<String> below(String half, Counters counters) {
    List<String> below = new ArrayList<>();
    long sessions = counters.sessions();
    compare(below, half + " faults_injected", counters.faultsInjected(), faultsInjected * sessions);
    compare(below, half + " kills", counters.kills(), kills * sessions);
    compare(below, half + " recoveries", counters.recoveries(), recoveries * sessions);
    compare(below, half + " things_created", counters.thingsCreated(), thingsCreated * sessions);
    return below;
  }

  private static void compare(List<String> below, String what, long count, long hundredfold) {
    long floor = hundredfold / PER;
    if (count < floor) {
      below.add(what + " is " + count + ", at least " + floor + " are expected");
    }
  }
}
