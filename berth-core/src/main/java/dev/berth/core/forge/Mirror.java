package dev.berth.core.forge;

import dev.berth.core.repo.Repository;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The bare copy of each repository that sessions fetch from and push through. Git commands on it
 * run with Berth's own configuration and no hooks but Berth's. Thread-safe; one fetch or push at a
 * time for each repository.
 */
public interface Mirror {
  /**
   * Brings branches and tags up to date with the forge, and answers the commit of the given branch.
   */
  String sync(Repository repository, String branch);

  /** How many commits {@code head} has that {@code base} has not. */
  int commitsBeyond(Repository repository, String base, String head);

  /** The difference of two commits as unified text, at most {@code limit} bytes. */
  Diff diff(Repository repository, String base, String head, int limit);

  /** Writes a git bundle of the commits of a branch beyond a base. */
  void bundle(Repository repository, String branch, String base, OutputStream out);

  /** Answers a fetch or the reference advertisement of one; only these refs are shown. */
  void uploadPack(FetchRequest request, InputStream in, OutputStream out);

  /** Answers the reference advertisement of a push. */
  void advertisePush(Repository repository, Set<String> refs, OutputStream out);

  /**
   * Takes a push through quarantine, inspection and the forge, and writes the protocol's answer.
   */
  PushReport receivePack(PushRequest request, InputStream in, OutputStream out);

  /**
   * A fetch over smart HTTP.
   *
   * @param advertisement whether this is {@code info/refs}
   * @param gitProtocol the client's {@code Git-Protocol} header
   */
  record FetchRequest(
      Repository repository,
      Set<String> refs,
      boolean advertisement,
      Optional<String> gitProtocol) {}

  /**
   * A push over smart HTTP: which branch it may change, and who decides about the commits it
   * brings.
   */
  record PushRequest(
      Repository repository, String allowedRef, PushLimits limits, Inspector inspector) {}

  /** Bounds of one push. */
  record PushLimits(long packBytes, int objects, long expandedBytes) {}

  /** Decides about an update once its objects are in quarantine. */
  interface Inspector {
    /** Empty to let it pass, otherwise why not, in words for the person who pushed. */
    Optional<String> refuse(RefUpdate update);
  }

  /** One update of a push, with every path that any of its new commits changes. */
  record RefUpdate(
      String ref,
      String oldOid,
      String newOid,
      boolean force,
      List<String> commits,
      Set<String> paths) {}

  /** How each update ended. */
  record PushReport(List<Outcome> outcomes) {
    /** One ref: the update, and why it was refused, if it was. */
    public record Outcome(String ref, String oldOid, String newOid, Optional<String> refusal) {}
  }

  /** A difference: its text, whether it was cut, and how many files and lines it changes. */
  record Diff(String patch, boolean truncated, int files, int added, int removed) {}
}
