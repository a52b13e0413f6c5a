package dev.berth.core.gateway;

import dev.berth.core.id.SessionId;
import dev.berth.core.lease.Custodian;
import dev.berth.core.lease.IntendedLease;
import dev.berth.core.lease.Lease;
import dev.berth.core.secret.Secret;
import java.nio.file.Path;

/** The gateway as the engine sees it: opens, re-opens and closes a session's doors. Thread-safe. */
public interface SessionDoors {
  /** Makes sockets and a token and stores the grant; listening when it returns. */
  Opened open(IntendedLease lease, SessionId session, GrantRole role);

  /** Destroys what {@code open} made, by the lease's name; what is gone already is fine. */
  void unmake(IntendedLease lease);

  /**
   * Listens again on a live grant's sockets after a restart; listening already is fine.
   *
   * @throws dev.berth.core.error.BerthException {@code SESSION_CLOSED} when the grant is dead,
   *     {@code SESSION_LOST} when the grant or its directory is gone
   */
  void reopen(Lease lease);

  /** Tells the doors that the rights of the session's grants have changed in the store. */
  void refresh(SessionId session);

  Custodian custodian();

  /** What was opened. The handle is the socket directory. */
  record Opened(String handle, Path doors, Secret token) {}
}
