package dev.berth.engine.session;

import dev.berth.core.policy.Policy;

/** No policy: every question is answered with yes. What walls enforce they enforce anyway. */
public final class AllowAll implements Policy {
  @Override
  public Verdict decide(Question question) {
    return new Verdict.Allow();
  }
}
