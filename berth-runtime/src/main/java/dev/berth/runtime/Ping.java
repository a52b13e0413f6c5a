package dev.berth.runtime;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What {@code /ping} says: the forced status, else the agent's own, else what runs. Thread-safe.
 */
final class Ping {
  private final Activity activity;
  private final Optional<CustomPing> custom;
  private final JsonLog log;

  Ping(Activity activity, Optional<CustomPing> custom, JsonLog log) {
    this.activity = activity;
    this.custom = custom;
    this.log = log;
  }

  /** The status now. Nothing that goes wrong on the way to it keeps a ping from its answer. */
  Activity.Snapshot now() {
    try {
      for (String task : activity.dropOverdue()) {
        log.warn(
            "ping",
            "A task is older than the agent's limit and keeps it busy no longer",
            new IllegalStateException("task " + task + " was never closed"));
      }
      if (custom.isPresent()) {
        activity.report(custom.get().ask());
      }
    } catch (RuntimeException e) {
      log.error("ping", "The status could not be brought up to date", e);
    }
    return activity.snapshot();
  }

  /** Written by hand: a first ping must not wait for the JSON library, nor for {@code +}. */
  byte[] body() {
    Activity.Snapshot now = now();
    return "{\"status\":\""
        .concat(now.status().wireName())
        .concat("\",\"time_of_last_update\":")
        .concat(Long.toString(now.since().getEpochSecond()))
        .concat("}")
        .getBytes(StandardCharsets.US_ASCII);
  }
}
