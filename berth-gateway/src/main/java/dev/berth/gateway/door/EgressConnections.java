package dev.berth.gateway.door;

import dev.berth.core.gateway.Grant;
import java.nio.channels.SocketChannel;

/** Serves the connections that come in on a session's egress socket. Thread-safe. */
public interface EgressConnections {
  /**
   * Serves one connection until it ends; runs on a virtual thread of its own. The caller closes the
   * channel afterwards, and also when the grant ends or is narrowed meanwhile, which breaks what is
   * under way. A grant that is narrowed already is to be refused with words.
   */
  void serve(Grant grant, SocketChannel client);

  /** The session's grant has ended or its rights have changed: forget what is known about it. */
  void forget(Grant grant);

  /** What the session's repository may reach has changed: what is not allowed any more is cut. */
  void recheck(Grant grant);
}
