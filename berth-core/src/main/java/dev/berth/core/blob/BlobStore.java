package dev.berth.core.blob;

import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/**
 * Bytes by their hash. Storing one and noting who refers to it is one step against discarding it,
 * so that what is referred to is never discarded. Thread-safe.
 */
public interface BlobStore {
  /** How many groups there are: hashes begin with one of so many bytes. */
  int GROUPS = 256;

  /**
   * Stores what the stream has and answers its hash and size. Durable when it returns.
   *
   * @throws dev.berth.core.error.BerthException {@code PAYLOAD_TOO_LARGE} beyond the limit; {@code
   *     STORAGE_FAILED}
   */
  default Blob put(InputStream bytes, long limit) {
    return put(bytes, limit, Optional.empty(), blob -> blob);
  }

  /**
   * Stores what the stream has, if it is what was announced, and has it noted by whoever refers to
   * it from then on. Nothing is kept of anything else. When noting fails, the blob stays: it may be
   * another's too, or be noted after all, so whoever failed discards it.
   *
   * @param sha256 announced, in hex; empty accepts all
   * @param note called once, when the blob is durable; puts and discards nothing itself
   * @return what noting it answered
   * @throws dev.berth.core.error.BerthException as above, {@code CHECKSUM_MISMATCH}, and whatever
   *     noting throws
   */
  <T> T put(InputStream bytes, long limit, Optional<String> sha256, Function<Blob, T> note);

  /**
   * Opens a stored blob.
   *
   * @throws dev.berth.core.error.BerthException {@code NOT_FOUND}
   */
  InputStream open(String sha256);

  boolean exists(String sha256);

  /**
   * Deletes a blob, unless it is in use.
   *
   * @param inUse asked while nobody can store and note this blob
   * @return whether it was there, and is no more
   */
  boolean discard(String sha256, BooleanSupplier inUse);

  /** Blobs of a group, from 0, that were last stored before then. */
  List<Blob> storedBefore(int group, Instant before);

  /** What was stored: SHA-256 in hex, and the number of bytes. */
  record Blob(String sha256, long size) {}
}
