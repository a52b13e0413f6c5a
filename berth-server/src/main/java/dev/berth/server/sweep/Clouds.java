package dev.berth.server.sweep;

import dev.berth.core.time.Time;
import dev.berth.stacks.cloud.Cloud;
import dev.berth.stacks.inventory.Scope;

/** The way to cloud accounts. */
@FunctionalInterface
public interface Clouds {
  /**
   * The ports of an account and region. Nothing is called, and nobody's credentials are looked for,
   * before a port is.
   */
  Opened open(Scope scope, Time time);

  /**
   * Ports, and what ends them.
   *
   * @param end run when no port is used any more
   */
  record Opened(Cloud cloud, Runnable end) {}
}
