package dev.berth.chaos;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a run of the fault lab counted. Nothing here is read from the ledger or asked of the
 * product's adapters; all numbers are 0 or more.
 *
 * @param sessions tasks that were submitted, one session each
 * @param leftovers things that exist outside when all is over and nobody keeps them
 * @param stuckTasks tasks that did not end in time
 * @param lostTasks tasks whose submission was answered and that the server does not know, or whose
 *     end it does not tell
 * @param doubleEffects effects that came twice: commits or branches of one task beyond the first,
 *     change requests beyond the first, tasks that nobody asked for
 * @param faultsInjected calls that were made to fail, hang, lie or come twice
 * @param kills processes that got SIGKILL, or engines that were thrown away in the middle of a call
 * @param recoveries servers or engines that came up again on what a killed one had left
 * @param thingsCreated things that were seen to exist outside: processes, directories, sockets,
 *     branches, change requests
 */
public record Counters(
    long sessions,
    long leftovers,
    long stuckTasks,
    long lostTasks,
    long doubleEffects,
    long faultsInjected,
    long kills,
    long recoveries,
    long thingsCreated) {
  /** Nothing was done. */
  public static final Counters ZERO = new Counters(0, 0, 0, 0, 0, 0, 0, 0, 0);

  /** Each the sum of both. */
  public Counters plus(Counters more) {
    return new Counters(
        sessions + more.sessions,
        leftovers + more.leftovers,
        stuckTasks + more.stuckTasks,
        lostTasks + more.lostTasks,
        doubleEffects + more.doubleEffects,
        faultsInjected + more.faultsInjected,
        kills + more.kills,
        recoveries + more.recoveries,
        thingsCreated + more.thingsCreated);
  }

  /** Whether nothing happened that must not. */
  public boolean isClean() {
    return leftovers + stuckTasks + lostTasks + doubleEffects == 0;
  }

  /** Under the names that programs read, in their order. */
  public Map<String, Long> byName() {
    Map<String, Long> named = new LinkedHashMap<>();
    named.put("sessions", sessions);
    named.put("leftovers", leftovers);
    named.put("stuck_tasks", stuckTasks);
    named.put("lost_tasks", lostTasks);
    named.put("double_effects", doubleEffects);
    named.put("faults_injected", faultsInjected);
    named.put("kills", kills);
    named.put("recoveries", recoveries);
    named.put("things_created", thingsCreated);
    return named;
  }
}
