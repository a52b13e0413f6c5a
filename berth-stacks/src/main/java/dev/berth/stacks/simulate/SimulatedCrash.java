package dev.berth.stacks.simulate;

/** The sweeper's process ends here and now. */
final class SimulatedCrash extends RuntimeException {
  private static final long serialVersionUID = 1L;

  SimulatedCrash() {
    super("the simulated process was killed", null, false, false);
  }
}
