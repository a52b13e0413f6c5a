package dev.berth.chaos.fault;

import java.util.Optional;
import java.util.Set;

/** Decides which calls go wrong, and how. Thread-safe. */
public interface FaultPlan {
  /**
   * What befalls this call.
   *
   * @param call port and method, such as {@code forge.push}
   * @param possible what can befall it
   */
  Optional<FaultKind> next(String call, Set<FaultKind> possible);
}
