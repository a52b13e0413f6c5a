package dev.berth.gateway.egress;

import dev.berth.core.egress.Traffic;
import dev.berth.core.gateway.Grant;
import dev.berth.core.repo.RepoName;
import java.util.Optional;
import java.util.Set;

/** Knows what a session may reach, and hears what it was refused. Thread-safe. */
public interface EgressPolicies {
  /** What the session may reach now. */
  Reach of(Grant grant);

  /**
   * A target was refused. Told one by one only as often as {@link Denials} allows.
   *
   * @param times how often since this was heard last
   * @param told whether it stands among the task's events; else it is counted only
   */
  void refused(Grant grant, Refused refused, long times, boolean told);

  /** So many refusals were not told one by one, and nothing else is known of them. */
  void refusedMore(Grant grant, long count);

  /** What the session has claimed of its traffic so far, by whatever server. */
  Traffic claimed(Grant grant);

  /** The session will have moved no more than this: stored before a byte of it goes. */
  void claim(Grant grant, Traffic traffic);

  /**
   * What a session may reach.
   *
   * @param repo whose list that is; a session without one may reach nothing
   * @param registries names that are switched on
   */
  record Reach(Optional<RepoName> repo, EgressRules rules, Set<String> registries) {
    public Reach {
      registries = Set.copyOf(registries);
    }
  }
}
