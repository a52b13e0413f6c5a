package dev.berth.stacks.alert;

import java.time.Instant;

/**
 * Where alerts go. Thread-safe. De-duplicates by key: opening an open one updates it, updating or
 * resolving one that is not open does nothing. Never throws for a delivery that failed.
 */
public interface AlertPort {
  /** Opens it; if it is open already, brings its text up to date. */
  Delivery open(Alert alert);

  /** Brings the text of an open one up to date; quiet, nobody is called. */
  Delivery update(Alert alert);

  /**
   * Closes it.
   *
   * @param reason a sentence
   */
  Delivery resolve(String key, Instant at, String reason);

  /** What became of it. */
  sealed interface Delivery {
    /** It arrived, or there was nothing to do. */
    record Done() implements Delivery {}

    /** It did not arrive; try again in the next run. */
    record Failed(String reason) implements Delivery {}
  }
}
