package dev.berth.engine.session;

import dev.berth.core.blob.Artifact;
import dev.berth.core.blob.ArtifactStore;
import dev.berth.core.blob.BlobStore;
import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCode;
import dev.berth.core.gateway.Grant;
import dev.berth.core.id.TaskId;
import dev.berth.core.session.SessionProtocol.StoredArtifact;
import dev.berth.core.store.Tx;
import java.io.InputStream;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Takes artifacts: bytes by hash, names as data, within what a task may have of them. What was
 * refused, and what another took the place of, leaves no blob behind; where that cannot be told
 * now, retention finds it. Thread-safe.
 */
final class SessionArtifacts {
  private final EngineParts parts;
  private final SessionAccess access;
  private final BlobStore blobs;
  private final SessionLimits limits;

  SessionArtifacts(EngineParts parts, SessionAccess access, BlobStore blobs, SessionLimits limits) {
    this.parts = parts;
    this.access = access;
    this.blobs = blobs;
    this.limits = limits;
  }

  StoredArtifact take(
      Grant grant, String name, String mediaType, Optional<String> sha256, InputStream bytes) {
    SessionAccess.Caller caller = access.enter(grant, SessionAccess.Phase.ENDING);
    TaskId task = caller.task().id();
    // Looked at before anything is received, and again when it is to be kept.
    long room = parts.database().read(tx -> room(tx, task, name));
    Noted noted = receive(grant, new Wanted(task, name, mediaType, sha256, room), bytes);
    noted.unwanted().ifPresent(this::discard);
    return switch (noted) {
      case Noted.Kept kept -> kept.artifact();
      case Noted.Refused refused -> throw refused.why();
    };
  }

  private Noted receive(Grant grant, Wanted wanted, InputStream bytes) {
    try {
      return blobs.put(
          bytes,
          Math.min(limits.artifactBytes(), wanted.room()),
          wanted.sha256(),
          blob -> note(grant, wanted.artifact(blob, parts.time().now())));
    } catch (BerthException e) {
      if (e.code() == ErrorCode.PAYLOAD_TOO_LARGE && wanted.room() < limits.artifactBytes()) {
        throw full(e);
      }
      throw e;
    }
  }

  private Noted note(Grant grant, Artifact artifact) {
    try {
      return parts.database().write(tx -> store(tx, grant, artifact));
    } catch (BerthException e) {
      return new Noted.Refused(artifact.sha256(), e);
    }
  }

  /** The same bytes again change nothing; other bytes replace, until the result is in. */
  private Noted store(Tx tx, Grant grant, Artifact artifact) {
    SessionAccess.Caller caller = access.enter(tx, grant, SessionAccess.Phase.ENDING);
    Optional<Artifact> old = tx.artifacts().find(artifact.task(), artifact.name());
    if (old.filter(o -> o.sha256().equals(artifact.sha256())).isPresent()) {
      return new Noted.Kept(new StoredArtifact(old.get(), false), Optional.empty());
    }
    if (old.isPresent() && caller.session().result().isPresent()) {
      throw new BerthException(
          ErrorCode.RESULT_ALREADY_REPORTED,
          "the artifact '" + artifact.name() + "' belongs to the reported result");
    }
    if (room(tx, artifact.task(), artifact.name()) < artifact.size()) {
      throw full(null);
    }
    tx.artifacts().put(artifact);
    return new Noted.Kept(new StoredArtifact(artifact, true), old.map(Artifact::sha256));
  }

  /** How many bytes an artifact of this name may have; the one that it replaces makes room. */
  private long room(Tx tx, TaskId task, String name) {
    Optional<Artifact> old = tx.artifacts().find(task, name);
    ArtifactStore.Sum sum = tx.artifacts().sum(task);
    if (old.isEmpty() && sum.count() >= limits.artifacts()) {
      throw full(null);
    }
    long left = limits.taskArtifactBytes() - sum.bytes() + old.map(Artifact::size).orElse(0L);
    if (left <= 0) {
      throw full(null);
    }
    return left;
  }

  private BerthException full(@Nullable Throwable cause) {
    return new BerthException(
        ErrorCode.ARTIFACTS_FULL,
        "the artifacts of a task are at most "
            + limits.artifacts()
            + " and have at most "
            + limits.taskArtifactBytes()
            + " bytes together",
        cause);
  }

  private void discard(String sha256) {
    blobs.discard(
        sha256,
        () -> parts.database().read(tx -> !tx.retention().referenced(Set.of(sha256)).isEmpty()));
  }

  /**
   * What is to be received.
   *
   * @param room bytes that the task has left
   */
  private record Wanted(
      TaskId task, String name, String mediaType, Optional<String> sha256, long room) {
    Artifact artifact(BlobStore.Blob blob, Instant at) {
      return new Artifact(task, name, mediaType, blob.sha256(), blob.size(), at);
    }
  }

  /** What became of the received bytes. */
  private sealed interface Noted {
    /** A blob that nobody may refer to any more. */
    Optional<String> unwanted();

    record Kept(StoredArtifact artifact, Optional<String> unwanted) implements Noted {}

    record Refused(String sha256, BerthException why) implements Noted {
      @Override
      public Optional<String> unwanted() {
        return Optional.of(sha256);
      }
    }
  }
}
