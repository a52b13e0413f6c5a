package dev.berth.chaos.simulated;

import dev.berth.core.gateway.GrantRole;
import dev.berth.core.id.LeaseId;
import dev.berth.core.id.SessionId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What was done in a world, as the world itself saw it: written where an effect takes place, and
 * never by asking the product. Thread-safe.
 */
final class Books {
  private final Set<String> made = new HashSet<>();
  private final Map<SessionId, Set<LeaseId>> agents = new HashMap<>();
  private final Map<String, Integer> requests = new HashMap<>();
  private final Ownership ownership;

  Books(Ownership ownership) {
    this.ownership = ownership;
  }

  /** A thing came to be. */
  synchronized void made(String what) {
    made.add(what);
  }

  /** A thing came to be that a lease is to stand for. */
  synchronized void made(String kind, LeaseId name) {
    made.add(kind + " " + name);
    ownership.made(kind, name);
  }

  /** A sandbox came to be. */
  synchronized void started(LeaseId name, SessionId session, GrantRole role) {
    made("sandbox", name);
    if (role == GrantRole.AGENT) {
      agents.computeIfAbsent(session, id -> new HashSet<>()).add(name);
    }
  }

  /** A change request was opened, not found open. */
  synchronized void requested(String branch) {
    made.add("change request " + branch);
    requests.merge(branch, 1, Integer::sum);
  }

  synchronized long things() {
    return made.size();
  }

  /** Sessions whose agent was started more than once. */
  synchronized Set<SessionId> agentsStartedTwice() {
    Set<SessionId> twice = new HashSet<>();
    agents.forEach(
        (session, names) -> {
          if (names.size() > 1) {
            twice.add(session);
          }
        });
    return twice;
  }

  /** How many change requests of a branch were opened. */
  synchronized int requests(String branch) {
    return requests.getOrDefault(branch, 0);
  }
}
