package dev.berth.core.forge;

import dev.berth.core.error.ErrorCode;
import dev.berth.core.id.SessionId;
import dev.berth.core.repo.Repository;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * The bare copy of each repository that sessions fetch from and push through. Git commands on it
 * run with Berth's own configuration and no hooks but Berth's. Thread-safe; one fetch or push at a
 * time for each repository.
 */
public interface Mirror {
  /**
   * Brings branches and tags up to date with the forge, and answers the commit of the given branch.
   *
   * @throws dev.berth.core.error.BerthException {@code REPO_UNREACHABLE}, {@code REPO_EMPTY},
   *     {@code BRANCH_NOT_FOUND}
   */
  String sync(Repository repository, String branch);

  /** How many commits {@code head} has that {@code base} has not. */
  int commitsBeyond(Repository repository, String base, String head);

  /** The difference of two commits as unified text, at most {@code limit} bytes. */
  Diff diff(Repository repository, String base, String head, int limit);

  /**
   * Writes a git bundle of the commits of a branch (short name).
   *
   * @param known commits that the receiver has, and all before them: they are left out
   */
  void bundle(Repository repository, String branch, List<String> known, OutputStream out);

  /** Answers a fetch or the reference advertisement of one; only these refs are shown. */
  void uploadPack(FetchRequest request, InputStream in, OutputStream out);

  /** Answers the reference advertisement of a push; only these refs are shown. */
  void advertisePush(Repository repository, Set<String> refs, OutputStream out);

  /**
   * Takes a push through quarantine, inspection and the forge, and writes the protocol's answer. A
   * refusal is an answer, not an exception.
   *
   * @throws dev.berth.core.error.BerthException {@code MALFORMED_BODY} when it is not a push, or
   *     when the connection broke
   */
  PushReport receivePack(PushRequest request, InputStream in, OutputStream out);

  /** The last checkpoint of a session's tree; empty when it made none, or none is kept. */
  Optional<Checkpoint> checkpoint(Repository repository, SessionId session);

  /**
   * Removes the checkpoints of sessions that nobody keeps and then every object that neither
   * branches, tags, kept checkpoints nor kept commits need. Where no checkpoint is to be removed it
   * does nothing more.
   *
   * @return how many checkpoints were removed
   */
  int prune(Repository repository, Kept kept);

  /**
   * Removes the mirror of a repository that nobody will ask for again. One that is gone already is
   * fine.
   *
   * @throws dev.berth.core.error.BerthException {@code STORAGE_FAILED} when something of it stays
   */
  void discard(Repository repository);

  /**
   * What of a mirror is still wanted, beside what the forge has.
   *
   * @param checkpoints whether a session's is kept
   * @param commits that tasks refer to; asked only when something is removed
   */
  record Kept(Predicate<SessionId> checkpoints, Supplier<Set<String>> commits) {}

  /**
   * A fetch over smart HTTP.
   *
   * @param refs full names, or prefixes such as {@code refs/tags}
   * @param advertisement whether this is {@code info/refs}
   * @param gitProtocol the client's {@code Git-Protocol} header
   */
  record FetchRequest(
      Repository repository,
      Set<String> refs,
      boolean advertisement,
      Optional<String> gitProtocol) {
    public FetchRequest {
      refs = Set.copyOf(refs);
    }
  }

  /**
   * A push over smart HTTP, and who decides about the commits it brings.
   *
   * @param branchRef the one branch that may be moved, and is forwarded to the forge. Whoever has
   *     one may ask to move the repository's default branch, too
   * @param checkpointRef the one ref that may be set to any commit, and stays in the mirror
   */
  record PushRequest(
      Repository repository,
      Optional<String> branchRef,
      Optional<String> checkpointRef,
      PushLimits limits,
      Inspector inspector) {}

  /**
   * Bounds of one push.
   *
   * @param packBytes as they come over the wire
   * @param objects in the pack
   * @param objectBytes one object, likewise
   * @param expandedBytes all objects of the pack together, uncompressed and with deltas applied
   * @param commits that are new
   */
  record PushLimits(
      long packBytes, int objects, long objectBytes, long expandedBytes, int commits) {
    /** 100 MiB, 200,000 objects, of 100 MiB each, 2 GiB expanded, 10,000 commits. */
    public static PushLimits standard() {
      return new PushLimits(100L << 20, 200_000, 100L << 20, 2L << 30, 10_000);
    }

    /** The same with a pack of so many bytes. */
    public PushLimits withPack(long bytes) {
      return new PushLimits(bytes, objects, objectBytes, expandedBytes, commits);
    }
  }

  /**
   * Decides about an update once its objects are in quarantine. Everything but {@link #await} is
   * called with the repository locked.
   */
  interface Inspector {
    /**
     * What is to become of an update. Asked again, with everything looked at anew, after each wait.
     * Not asked about checkpoints.
     */
    Verdict judge(RefUpdate update);

    /**
     * Asked about every update, checkpoints too, just before it takes effect: whether the session
     * still has the right it had when the push began.
     */
    Optional<Refusal> revoked(String ref);

    /**
     * Waits until a parked update is worth another look.
     *
     * @param caller is told what it waits for, and hears something often enough to stay connected
     * @return why the push ends here; empty to judge it again
     * @throws IOException when the caller has gone; what it waited for stays
     */
    Optional<Refusal> await(String ref, Verdict.Parked parked, Caller caller) throws IOException;

    /**
     * An update that passed by this permit is on the forge: it is used up. Told at least once,
     * after a crash with the next push of the same ref.
     */
    void taken(String permit);
  }

  /** What is to become of an update. */
  sealed interface Verdict {
    /**
     * It goes to the forge.
     *
     * @param permit what is used up by that: letters, digits, dots and dashes, 100 at most
     */
    record Pass(Optional<String> permit) implements Verdict {}

    /** It does not. */
    record Refused(Refusal refusal) implements Verdict {}

    /**
     * It waits for a human, and its objects in quarantine.
     *
     * @param question which
     * @param later what a client is told that cannot wait
     */
    record Parked(String question, Refusal later) implements Verdict {}
  }

  /** A client whose push is parked. */
  interface Caller {
    /** A sentence for people. */
    void say(String text) throws IOException;

    /** Nothing for anybody to see, but something is sent. */
    void alive() throws IOException;
  }

  /** Why not, with the catalogue's code and in words for the one who pushed. */
  record Refusal(ErrorCode code, String reason) {}

  /**
   * One update of a push, with every path that any of its new commits changes.
   *
   * @param oldOid empty for a ref that did not exist
   * @param commits new to the forge, newest first
   * @param links those of the paths that are a symbolic link in one of the commits
   */
  record RefUpdate(
      String ref,
      Optional<String> oldOid,
      String newOid,
      boolean force,
      List<String> commits,
      Set<String> paths,
      Set<String> links) {
    public RefUpdate {
      commits = List.copyOf(commits);
      paths = Set.copyOf(paths);
      links = Set.copyOf(links);
    }
  }

  /**
   * How each update ended.
   *
   * @param packBytes how much came over the wire
   */
  record PushReport(List<Outcome> outcomes, long packBytes) {
    public PushReport {
      outcomes = List.copyOf(outcomes);
    }

    /**
     * One ref: from which commit to which, how many commits are new, and why it was refused, if it
     * was.
     */
    public record Outcome(
        String ref,
        Optional<String> oldOid,
        String newOid,
        int commits,
        Optional<Refusal> refusal) {}
  }

  /**
   * A tree that session init saved: a commit without parents that matter, kept in the mirror only.
   *
   * @param ref its full name
   * @param savedAt when Berth took it, by the clock of the mirror's host
   */
  record Checkpoint(String ref, String oid, Instant savedAt) {
    /** Where the checkpoints of sessions are. */
    public static final String PREFIX = "refs/berth/checkpoint/";

    /** The full name of a session's. */
    public static String refOf(SessionId session) {
      return PREFIX + session.value();
    }
  }

  /** A difference: its text, whether it was cut, and how many files and lines it changes. */
  record Diff(String patch, boolean truncated, int files, int added, int removed) {}
}
