package dev.berth.core.egress;

import dev.berth.core.id.RepoId;
import dev.berth.core.id.SessionId;
import dev.berth.core.id.TaskId;
import dev.berth.core.id.UserId;
import java.time.Instant;
import java.util.List;

/** What sessions used of the egress door, what they were refused, who changed it. In a unit. */
public interface EgressStore {
  /** Refused hosts of a repository that are kept; those that were tried longest ago go first. */
  int MOST_REFUSALS = 200;

  /** Changes of a repository's list that are kept. */
  int MOST_CHANGES = 200;

  /** What a session has claimed so far; what went through is never more. */
  Traffic claimed(SessionId session);

  /** Raises the claim of a session; a smaller one changes nothing. */
  void claim(SessionId session, Traffic traffic);

  /** Adds to what is known of refusals of this host for this reason. */
  void refused(RepoId repo, Refused refused);

  /** Newest first. */
  List<Refused> refusals(RepoId repo);

  /** Somebody changed what a repository's sessions may reach. */
  void changed(RepoId repo, Change change);

  /** Newest first. */
  List<Change> changes(RepoId repo);

  /**
   * A host that sessions of a repository were refused.
   *
   * @param host or the name of a registry of the operator's, with port 0
   * @param times since {@code first}, from 1
   * @param task the last one that tried; it may be gone by now
   */
  record Refused(
      String host,
      int port,
      EgressRefusal reason,
      long times,
      Instant first,
      Instant last,
      TaskId task) {
    public Refused {
      if (times < 1 || port < 0 || port > 65_535) {
        throw new IllegalArgumentException("not a refusal: " + times + " times, port " + port);
      }
    }
  }

  /**
   * One entry of the list came or went.
   *
   * @param entry a host, a suffix, or the name of a registry
   */
  record Change(Instant at, UserId by, Action action, String entry) {
    /** What was done. */
    public enum Action {
      ALLOW,
      DENY
    }
  }
}
