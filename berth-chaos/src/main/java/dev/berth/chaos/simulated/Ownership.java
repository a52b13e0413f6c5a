package dev.berth.chaos.simulated;

import dev.berth.core.id.LeaseId;
import dev.berth.core.lease.Lease;
import dev.berth.core.lease.LeaseState;
import dev.berth.core.store.Database;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Holds the first promise against the world: nothing exists without a lease that stands for it. It
 * is asked where a thing comes to be, and after every step. Not thread-safe.
 */
final class Ownership {
  private static final Set<LeaseState> OPEN =
      Arrays.stream(LeaseState.values())
          .filter(state -> !state.isSettled())
          .collect(Collectors.toUnmodifiableSet());

  private final Database database;
  private final Set<LeaseId> named = new HashSet<>();
  private final List<String> violations = new ArrayList<>();

  Ownership(Database database) {
    this.database = database;
  }

  /** A thing has just been made. */
  void made(String kind, LeaseId name) {
    boolean isOpen =
        database
            .read(tx -> tx.leases().find(name))
            .filter(lease -> !lease.state().isSettled())
            .isPresent();
    if (!isOpen) {
      violation("made without a lease: " + kind + " " + name, name);
    }
  }

  /** These things exist. */
  void exist(String kind, Collection<LeaseId> things) {
    if (things.isEmpty()) {
      return;
    }
    Set<LeaseId> open =
        database.read(tx -> tx.leases().in(OPEN)).stream()
            .map(Lease::id)
            .collect(Collectors.toSet());
    things.stream()
        .filter(name -> !open.contains(name))
        .forEach(name -> violation("exists without a lease: " + kind + " " + name, name));
  }

  private void violation(String what, LeaseId name) {
    if (named.add(name)) {
      violations.add(what);
    }
  }

  /** What was found, each thing once. */
  List<String> violations() {
    return List.copyOf(violations);
  }
}
