package dev.berth.engine.world;

import dev.berth.core.blob.BlobStore;
import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/** Blobs in memory. */
final class MemoryBlobs implements BlobStore {
  private final Map<String, byte[]> blobs = new HashMap<>();

  @Override
  public Blob put(InputStream bytes, long limit, Optional<String> sha256) {
    try {
      byte[] all = bytes.readAllBytes();
      if (all.length > limit) {
        throw new BerthException(ErrorCode.PAYLOAD_TOO_LARGE, "at most " + limit);
      }
      String hash = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(all));
      if (sha256.filter(announced -> !announced.equalsIgnoreCase(hash)).isPresent()) {
        throw new BerthException(ErrorCode.CHECKSUM_MISMATCH, "got " + hash);
      }
      blobs.put(hash, all);
      return new Blob(hash, all.length);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public InputStream open(String sha256) {
    return new ByteArrayInputStream(blobs.getOrDefault(sha256, new byte[0]));
  }

  @Override
  public boolean exists(String sha256) {
    return blobs.containsKey(sha256);
  }

  boolean isEmpty() {
    return blobs.isEmpty();
  }

  @Override
  public void delete(String sha256) {
    blobs.remove(sha256);
  }
}
