package dev.berth.core.session;

import dev.berth.core.id.TaskId;
import java.util.Optional;

/** Verifications by task and commit, inside a unit of work. */
public interface VerificationStore {
  /** Stores the verification of a commit; a second one of the same commit changes nothing. */
  void put(TaskId task, Verification verification);

  Optional<Verification> find(TaskId task, String headOid);
}
