package dev.berth.core.gateway;

import dev.berth.core.id.LeaseId;
import dev.berth.core.id.SessionId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Grants, inside a unit of work. */
public interface GrantStore {
  void insert(Grant grant);

  Optional<Grant> find(LeaseId lease);

  List<Grant> of(SessionId session);

  /** Grants that are not dead. */
  List<Grant> live();

  /** Narrows the agent's grant of a session; a second time changes nothing. */
  void narrow(SessionId session, Instant at);

  /** Ends a grant; a second time changes nothing. */
  void kill(LeaseId lease, Instant at);
}
