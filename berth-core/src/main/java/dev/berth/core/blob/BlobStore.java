package dev.berth.core.blob;

import java.io.InputStream;
import java.util.Optional;

/** Bytes by their hash. */
public interface BlobStore {
  /**
   * Stores what the stream has and answers its hash and size. Durable when it returns.
   *
   * @throws dev.berth.core.error.BerthException {@code PAYLOAD_TOO_LARGE} beyond the limit; {@code
   *     STORAGE_FAILED}
   */
  default Blob put(InputStream bytes, long limit) {
    return put(bytes, limit, Optional.empty());
  }

  /**
   * Stores what the stream has, if it is what was announced; nothing is kept of anything else.
   *
   * @param sha256 announced, in hex; empty accepts all
   * @throws dev.berth.core.error.BerthException as above, and {@code CHECKSUM_MISMATCH}
   */
  Blob put(InputStream bytes, long limit, Optional<String> sha256);

  /**
   * Opens a stored blob.
   *
   * @throws dev.berth.core.error.BerthException {@code NOT_FOUND}
   */
  InputStream open(String sha256);

  boolean exists(String sha256);

  void delete(String sha256);

  /** What was stored: SHA-256 in hex, and the number of bytes. */
  record Blob(String sha256, long size) {}
}
