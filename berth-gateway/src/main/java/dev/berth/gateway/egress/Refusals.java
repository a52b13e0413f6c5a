package dev.berth.gateway.egress;

import dev.berth.core.gateway.Grant;
import dev.berth.core.time.Time;

/** Passes refusals on to whoever keeps them, as often as is good for a task's history. */
final class Refusals {
  private final Denials denials = new Denials();
  private final EgressPolicies policies;
  private final Time time;

  Refusals(EgressPolicies policies, Time time) {
    this.policies = policies;
    this.time = time;
  }

  /** A session was refused a target. */
  void note(Grant grant, Refused refused) {
    Denials.Told told = denials.note(grant.lease(), refused, time.now());
    tell(grant, told.before());
    if (told.times() > 0) {
      policies.refused(grant, refused, told.times(), true);
    }
  }

  /** The session goes out no more: what was held back is told now. */
  void leave(Grant grant) {
    tell(grant, denials.leave(grant.lease()));
  }

  private void tell(Grant grant, Denials.Untold untold) {
    untold.repeats().forEach((refused, times) -> policies.refused(grant, refused, times, false));
    if (untold.others() > 0) {
      policies.refusedMore(grant, untold.others());
    }
  }
}
