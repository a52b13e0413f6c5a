package dev.berth.core.store;

import java.util.function.Consumer;

/**
 * Hints between the nodes of an installation that something in the database has changed, raised
 * after the commit. A hint may be lost and may come twice: who waits for one also looks by itself
 * from time to time. Thread-safe.
 */
public interface Signals {
  /**
   * Tells the listeners of this node at once, on this thread, and those of other nodes soon: hints
   * are gathered for 20 ms, so that one node notifies the others at most once in that time.
   *
   * @param topic 1-100 letters, digits, {@code : _ -}
   */
  void raise(String topic);

  /** Calls a listener with each topic that is raised on any node; it must be quick. */
  Subscription subscribe(Consumer<String> listener);

  /** Ends with {@code close}. */
  interface Subscription extends AutoCloseable {
    @Override
    void close();
  }
}
