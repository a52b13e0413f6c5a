package dev.berth.gateway.egress;

import dev.berth.core.gateway.Grant;

/** Knows what a session may reach, and hears what it was refused. Thread-safe. */
public interface EgressPolicies {
  /** The rules of the session's repository; a session without one may reach nothing. */
  EgressRules of(Grant grant);

  /**
   * A target was refused. Told once a minute for each session and target, and so often only as
   * {@link Denials} allows.
   *
   * @param remedy what an operator can do about it
   */
  void denied(Grant grant, Target target, String reason, String remedy);

  /** So many refusals were not told one by one. */
  void deniedMore(Grant grant, long count);
}
