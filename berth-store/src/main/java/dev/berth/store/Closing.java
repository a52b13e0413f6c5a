package dev.berth.store;

import java.util.List;

/** Closes what was opened, each in spite of the others' failures. */
public final class Closing {
  private Closing() {}

  /**
   * Closes all, in this order.
   *
   * @throws IllegalStateException with the failures suppressed in it
   */
  public static void all(List<AutoCloseable> resources) {
    IllegalStateException failure = new IllegalStateException("the database did not close cleanly");
    after(failure, resources);
    if (failure.getSuppressed().length > 0) {
      throw failure;
    }
  }

  /** Closes all because of a failure, which carries the failures to close. */
  public static void after(Throwable reason, List<AutoCloseable> resources) {
    for (AutoCloseable resource : resources) {
      try {
        resource.close();
      } catch (Exception e) {
        reason.addSuppressed(e);
      }
    }
  }
}
