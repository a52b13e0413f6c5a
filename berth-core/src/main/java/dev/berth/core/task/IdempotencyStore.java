package dev.berth.core.task;

import dev.berth.core.id.TaskId;
import dev.berth.core.id.UserId;
import java.time.Instant;
import java.util.Optional;

/** Idempotency keys of submissions, unique per user, inside a unit of work. */
public interface IdempotencyStore {
  Optional<Entry> find(UserId user, String key);

  /**
   * Takes a key; false when it is taken already, by a unit of work that has committed: then {@code
   * find} answers its entry.
   */
  boolean insert(UserId user, String key, Entry entry);

  /** What a key stands for: the task, and the SHA-256 (hex) of the body that made it. */
  record Entry(TaskId task, String bodySha256, Instant at) {}
}
