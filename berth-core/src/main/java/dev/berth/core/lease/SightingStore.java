package dev.berth.core.lease;

import dev.berth.core.id.LeaseId;
import java.time.Instant;
import java.util.Map;
import java.util.Set;

/**
 * Since when complete listings have shown what the ledger does not explain, inside a unit of work.
 * It is in the database so that two listings prove something together also when a server was
 * started between them. A kind whose things end with their host's boot has the sightings of one
 * boot only: those of another are forgotten.
 */
public interface SightingStore {
  /**
   * Notes all that one complete listing showed, and forgets what it did not show.
   *
   * @return when each was first seen; {@code at} for what is new, and for what was seen in what is
   *     now the future
   */
  Map<LeaseId, Instant> noteAll(Look look, Set<LeaseId> names, Instant at);

  /** Notes one; answers when it was first seen. */
  Instant note(Look look, LeaseId name, Instant at);

  /** Forgets one. */
  void forget(Look look, LeaseId name);

  /** What is noted. */
  Set<LeaseId> names(Look look);

  /** What was looked for, of which kind, and where. */
  record Look(LeaseKind kind, Place place, What what) {}

  /** Why something is noted. */
  enum What {
    /** It is there, and no open lease names it. */
    STRANGE,
    /** Its lease is held, and it is not there. */
    MISSING,
    /** It was intended, never held, and it is not there. */
    UNSEEN
  }
}
