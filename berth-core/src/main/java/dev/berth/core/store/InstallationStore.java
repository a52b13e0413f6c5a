package dev.berth.core.store;

import dev.berth.core.id.InstallationId;
import dev.berth.core.id.NodeId;
import java.time.Instant;
import java.util.Optional;

/** The installation's one row and its nodes, inside a unit of work. */
public interface InstallationStore {
  Optional<InstallationId> id();

  /** Names a new installation. */
  void create(InstallationId id, Instant at);

  /**
   * Binds or renews the installation's writer on the embedded database: succeeds for the node that
   * has it, and for any node once it has expired.
   */
  boolean claim(NodeId node, Instant now, Instant until);

  /** Gives the claim up. */
  void release(NodeId node);

  /** The database's own time, which nodes compare. */
  Instant databaseTime();

  /** A value kept for the installation. */
  Optional<String> value(String key);

  void putValue(String key, String value);
}
