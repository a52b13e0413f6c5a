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
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Locale;
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
    BlobStore.Blob blob = blobs.put(bytes, limits.artifactBytes());
    if (sha256.isPresent() && !same(sha256.get(), blob.sha256())) {
      throw new BerthException(
          ErrorCode.CHECKSUM_MISMATCH, "announced " + sha256.get() + ", got " + blob.sha256());
    }
    TaskId task = caller.task().id();
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
    if (old.isEmpty() && tx.artifacts().list(artifact.task()).size() >= limits.artifacts()) {
      throw new BerthException(
          ErrorCode.PAYLOAD_TOO_LARGE, "a task has at most " + limits.artifacts() + " artifacts");
    }
    tx.artifacts().put(artifact);
    return new StoredArtifact(artifact, true);
  }

  private static boolean same(String one, String other) {
    return MessageDigest.isEqual(
        one.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8),
        other.getBytes(StandardCharsets.UTF_8));
  }
}
