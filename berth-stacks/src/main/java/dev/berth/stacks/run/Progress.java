package dev.berth.stacks.run;

import dev.berth.stacks.inventory.ItemId;
import dev.berth.stacks.inventory.ItemType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a run has done so far. Thread-safe. */
final class Progress {
  /** So often a thing is asked for again after answers that left its fate open. */
  private static final int TRIES = 5;

  private final RunObserver observer;
  private final List<Step> steps = new ArrayList<>();
  private final Set<ItemId> gone = new HashSet<>();
  private final Map<ItemId, Instant> asked = new HashMap<>();
  private final Set<ItemId> finished = new HashSet<>();
  private final Map<ItemId, Integer> tries = new HashMap<>();
  private final Set<ItemId> called = new HashSet<>();

  Progress(RunObserver observer) {
    this.observer = observer;
  }

  synchronized void note(Instant at, ItemId id, Step.Outcome outcome, String text) {
    Step step = new Step(at, id, outcome, text);
    switch (outcome) {
      case GONE -> {
        gone.add(id);
        asked.remove(id);
      }
      case ACCEPTED -> {
        if (id.type() == ItemType.RUNTIME_SESSION) {
          finished.add(id); // nobody can look at it
        } else {
          asked.putIfAbsent(id, at);
        }
      }
      case FAILED, CHANGED -> {
        finished.add(id);
        asked.remove(id);
      }
      case RETRIED -> tries.merge(id, 1, Integer::sum);
      case PREPARED, HELD -> {}
    }
    steps.add(step);
    observer.did(step);
  }

  /** Counts a thing for the cap, once; {@code false} if the cap is reached without it. */
  synchronized boolean mayCall(ItemId id, int cap) {
    return called.contains(id) || (called.size() < cap && called.add(id));
  }

  synchronized boolean open(ItemId id) {
    return !gone.contains(id) && !asked.containsKey(id) && !finished.contains(id);
  }

  synchronized boolean gone(ItemId id) {
    return gone.contains(id);
  }

  /** Things that were asked to go and not seen gone, with when they were asked first. */
  synchronized Map<ItemId, Instant> asked() {
    return Map.copyOf(asked);
  }

  /** Whether a thing was tried often enough for one run. */
  synchronized boolean tired(ItemId id) {
    return tries.getOrDefault(id, 0) >= TRIES;
  }

  synchronized List<Step> steps() {
    return List.copyOf(steps);
  }

  /** Grows with everything that moved. */
  synchronized int moved() {
    return gone.size() + called.size() + finished.size();
  }

  synchronized boolean anyFailed() {
    return steps.stream().anyMatch(step -> step.outcome() == Step.Outcome.FAILED);
  }

  synchronized boolean didAnything() {
    return !called.isEmpty() || !gone.isEmpty();
  }
}
