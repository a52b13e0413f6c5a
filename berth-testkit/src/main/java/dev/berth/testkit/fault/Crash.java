package dev.berth.testkit.fault;

/**
 * The server died here. An error, not an exception, so that nothing which handles failures can
 * mistake it for one.
 */
public final class Crash extends Error {
  private static final long serialVersionUID = 1L;

  public Crash(String point) {
    super("crashed at " + point, null, false, false);
  }
}
