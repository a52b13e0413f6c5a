package dev.berth.engine.reconcile;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Since when something has been seen in every complete look. Memory only: after a restart
 * everything is seen for the first time again, which errs on the side of waiting. Not thread-safe.
 */
final class Sightings<K> {
  private final Duration apart;
  private final Map<K, Instant> first = new HashMap<>();

  Sightings(Duration apart) {
    this.apart = apart;
  }

  /** Whether it was first seen long enough ago. */
  boolean isOld(K key, Instant now) {
    Instant since = first.computeIfAbsent(key, k -> now);
    return !now.isBefore(since.plus(apart));
  }

  /** Forgets everything that was not seen this time. */
  void retain(Set<K> seen) {
    first.keySet().retainAll(seen);
  }
}
