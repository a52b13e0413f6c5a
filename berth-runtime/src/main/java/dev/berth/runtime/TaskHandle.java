package dev.berth.runtime;

/**
 * A background task that keeps the agent busy until it is closed.
 *
 * <p>Open it before the handler returns and close it with try-with-resources on the thread that
 * does the work; then a failing task cannot leave the agent busy for ever. Closing twice is
 * harmless. Thread-safe.
 */
public interface TaskHandle extends AutoCloseable {
  /** The name given to the task, for people. */
  String name();

  @Override
  void close();
}
