package dev.berth.engine.session;

import dev.berth.core.blob.Artifact;
import dev.berth.core.blob.BlobStore;
import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCode;
import dev.berth.core.gateway.Grant;
import dev.berth.core.id.TaskId;
import dev.berth.core.session.SessionProtocol.StoredArtifact;
import dev.berth.core.store.Tx;
import java.io.InputStream;
import java.util.Optional;

/** Takes artifacts: bytes by hash, names as data. Thread-safe. */
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
    // Looked at before anything is stored, and again when it is to be kept.
    parts.database().read(tx -> admitted(tx, caller, name));
    BlobStore.Blob blob = blobs.put(bytes, limits.artifactBytes(), sha256);
    Artifact artifact =
        new Artifact(task, name, mediaType, blob.sha256(), blob.size(), parts.time().now());
    return parts.database().write(tx -> store(tx, grant, artifact));
  }

  /** The same bytes again change nothing; other bytes replace, until the result is in. */
  private StoredArtifact store(Tx tx, Grant grant, Artifact artifact) {
    SessionAccess.Caller caller = access.enter(tx, grant, SessionAccess.Phase.ENDING);
    Optional<Artifact> old = tx.artifacts().find(artifact.task(), artifact.name());
    if (old.filter(o -> o.sha256().equals(artifact.sha256())).isPresent()) {
      return new StoredArtifact(old.get(), false);
    }
    if (old.isPresent() && caller.session().result().isPresent()) {
      throw new BerthException(
          ErrorCode.RESULT_ALREADY_REPORTED,
          "the artifact '" + artifact.name() + "' belongs to the reported result");
    }
    admitted(tx, caller, artifact.name());
    tx.artifacts().put(artifact);
    return new StoredArtifact(artifact, true);
  }

  /** Whether one more of this name may be stored. */
  private boolean admitted(Tx tx, SessionAccess.Caller caller, String name) {
    TaskId task = caller.task().id();
    boolean isNew = tx.artifacts().find(task, name).isEmpty();
    if (isNew && tx.artifacts().list(task).size() >= limits.artifacts()) {
      throw new BerthException(
          ErrorCode.PAYLOAD_TOO_LARGE, "a task has at most " + limits.artifacts() + " artifacts");
    }
    return isNew;
  }
}
