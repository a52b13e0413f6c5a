package dev.berth.engine.admission;

import dev.berth.core.model.DayLimits;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * How many tasks may run.
 *
 * @param backend name of the backend that sessions run on
 * @param capacity sessions at a time on that backend, from 1
 * @param longestLife of a session, from its request until it is known better
 * @param perUser running tasks of a user, from 1; default 10
 * @param perRepo running tasks of a repository that says nothing itself, from 1; default 20
 * @param shortage what the backend is short of, in a word, so that it takes nobody now
 * @param days what models may cost on a day; when that is spent, tasks wait for the next
 */
public record AdmissionSettings(
    String backend,
    int capacity,
    Duration longestLife,
    int perUser,
    int perRepo,
    Supplier<Optional<String>> shortage,
    DayLimits days) {
  public AdmissionSettings {
    if (capacity < 1 || perUser < 1 || perRepo < 1) {
      throw new IllegalArgumentException("limits of admission are 1 or more");
    }
  }
}
