package dev.berth.server;

import dev.berth.core.backend.Backend;
import dev.berth.core.forge.Forge;
import dev.berth.core.forge.Mirror;
import dev.berth.core.lease.Custodian;
import dev.berth.engine.job.Jobs;

/**
 * What a fault lab puts between the engine and its adapters. Each method is called once for each
 * adapter of a server, before anything uses it.
 */
public interface Wrapping {
  /** Nothing stands between: every server that serves. */
  static Wrapping none() {
    return new Wrapping() {};
  }

  default Backend backend(Backend real) {
    return real;
  }

  /** Also those that {@link Backend#custodians()} answers. */
  default Custodian custodian(Custodian real) {
    return real;
  }

  default Forge forge(Forge real) {
    return real;
  }

  default Mirror mirror(Mirror real) {
    return real;
  }

  default Jobs jobs(Jobs real) {
    return real;
  }
}
