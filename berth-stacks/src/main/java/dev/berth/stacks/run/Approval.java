package dev.berth.stacks.run;

/** By what right a run deletes. */
public sealed interface Approval {
  /**
   * Somebody saw the plan with this hash. Only its deletes are carried out; of a run that was cut
   * short, what is left of them, as far as their ids can never be given to other things.
   */
  record ByHash(String hash) implements Approval {}

  /** The policy alone approves, for sweeps on a schedule. */
  record ByPolicy() implements Approval {}
}
