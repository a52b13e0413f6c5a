package dev.berth.testkit.blob;

import dev.berth.core.blob.BlobStore;
import dev.berth.core.blob.Sha256;
import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCode;
import dev.berth.core.time.Time;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/** Blobs in memory. Thread-safe: one at a time. */
public final class FakeBlobs implements BlobStore {
  private final Map<String, Stored> blobs = new HashMap<>();
  private final Time time;

  public FakeBlobs(Time time) {
    this.time = time;
  }

  private record Stored(byte[] bytes, Instant at) {}

  @Override
  public synchronized <T> T put(
      InputStream bytes, long limit, Optional<String> sha256, Function<Blob, T> note) {
    byte[] all = read(bytes);
    if (all.length > limit) {
      throw new BerthException(ErrorCode.PAYLOAD_TOO_LARGE, "at most " + limit);
    }
    String hash = HexFormat.of().formatHex(Sha256.digest().digest(all));
    if (sha256.filter(announced -> !announced.equalsIgnoreCase(hash)).isPresent()) {
      throw new BerthException(ErrorCode.CHECKSUM_MISMATCH, "got " + hash);
    }
    blobs.put(hash, new Stored(all, time.now()));
    return note.apply(new Blob(hash, all.length));
  }

  private static byte[] read(InputStream bytes) {
    try {
      return bytes.readAllBytes();
    } catch (IOException e) {
      throw new BerthException(ErrorCode.STORAGE_FAILED, "the stream broke", e);
    }
  }

  @Override
  public synchronized InputStream open(String sha256) {
    Stored stored = blobs.get(sha256);
    if (stored == null) {
      throw new BerthException(ErrorCode.NOT_FOUND, "no blob " + sha256);
    }
    return new ByteArrayInputStream(stored.bytes());
  }

  @Override
  public synchronized boolean exists(String sha256) {
    return blobs.containsKey(sha256);
  }

  @Override
  public synchronized boolean discard(String sha256, BooleanSupplier inUse) {
    return !inUse.getAsBoolean() && blobs.remove(sha256) != null;
  }

  @Override
  public synchronized List<Blob> storedBefore(int group, Instant before) {
    String prefix = HexFormat.of().toHexDigits((byte) group);
    return blobs.entrySet().stream()
        .filter(entry -> entry.getKey().startsWith(prefix))
        .filter(entry -> entry.getValue().at().isBefore(before))
        .map(entry -> new Blob(entry.getKey(), entry.getValue().bytes().length))
        .toList();
  }

  /** How many there are. */
  public synchronized int count() {
    return blobs.size();
  }
}
