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
   * Binds the installation to a node, or renews that: succeeds where nobody holds it, where the
   * claim has expired, and over one holder that the caller knows to be dead, or to be itself. The
   * node's id is the fencing token: each start of a server has a new one.
   *
   * @param place where the node runs, as it finds itself again after a restart
   * @param now in database time
   */
  boolean claim(NodeId node, String place, NodeId over, Instant now, Instant until);

  /** Gives the claim up; its place stays on record. */
  void release(NodeId node);

  /** Who claimed the installation last. */
  Optional<Holder> holder();

  /**
   * A claim.
   *
   * @param node empty when it was given up
   */
  record Holder(Optional<NodeId> node, String place, Instant until) {}

  /**
   * Says that this start of a server lives, and will be missed only after then; earlier ones of its
   * place are forgotten, for a place has one server at a time.
   *
   * @param until in database time
   */
  void seen(NodeId node, String place, Instant until);

  /** Says that this start of a server has come to its end. */
  void forget(NodeId node);

  /** The database's own time, which nodes compare. */
  Instant databaseTime();

  /** A value kept for the installation. */
  Optional<String> value(String key);

  void putValue(String key, String value);
}
