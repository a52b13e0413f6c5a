package dev.berth.stacks.run;

import dev.berth.stacks.inventory.ItemType;
import java.time.Instant;

/** Is told how far a run is, while it runs; from several threads, and briefly, please. */
public interface RunObserver {
  /** Nobody looks. */
  RunObserver NOBODY =
      new RunObserver() {
        @Override
        public void lists(ItemType type) {}

        @Override
        public void did(Step step) {}

        @Override
        public void waits(int things, Instant until) {}
      };

  /** All things of a type are about to be listed. */
  void lists(ItemType type);

  /** Something was done, or was found that must not be done. */
  void did(Step step);

  /**
   * The run pauses.
   *
   * @param things so many were asked to go and are not seen gone
   */
  void waits(int things, Instant until);
}
