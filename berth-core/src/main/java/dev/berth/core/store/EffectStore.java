package dev.berth.core.store;

import java.time.Instant;
import java.util.Optional;

/**
 * Effects on the outside that must happen once, by key: claimed with a fencing number before the
 * call, noted after it, inside a unit of work.
 */
public interface EffectStore {
  /**
   * Claims an effect that is not done and that nobody's unexpired claim holds; the claim's fencing
   * number grows.
   */
  Optional<Long> claim(String key, Instant now, Instant until);

  /** Notes that it is done, where the fencing number is still this one. */
  boolean done(String key, long fence, String outcome, Instant at);

  Optional<Effect> find(String key);

  /** An effect: its fencing number and, when done, what came of it. */
  record Effect(String key, long fence, Optional<String> outcome) {}
}
