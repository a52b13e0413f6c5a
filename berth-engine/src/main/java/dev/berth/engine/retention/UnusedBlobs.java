package dev.berth.engine.retention;

import dev.berth.core.blob.BlobStore;
import dev.berth.core.blob.BlobStore.Blob;
import dev.berth.core.store.Database;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/**
 * Deletes blobs that nobody refers to: of deleted tasks, and of servers that died between storing
 * and noting one. A unit looks at one group of hashes. Thread-safe.
 */
final class UnusedBlobs implements Retention.Look {
  /** Hashes in one question to the database. */
  private static final int AT_ONCE = 500;

  private final Database database;
  private final BlobStore blobs;
  private final BooleanSupplier ledgerBehind;
  private final AtomicInteger group = new AtomicInteger();
  private final AtomicLong deleted = new AtomicLong();
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicLong deletedNow = new AtomicLong();

  UnusedBlobs(Database database, BlobStore blobs, BooleanSupplier ledgerBehind) {
    this.database = database;
    this.blobs = blobs;
    this.ledgerBehind = ledgerBehind;
  }

  /** Since the start. */
  record Deleted(long blobs, long bytes) {}

  Deleted deleted() {
    return new Deleted(deleted.get(), bytes.get());
  }

  @Override
  public boolean unit(Instant before) {
    if (ledgerBehind.getAsBoolean()) {
      return false;
    }
    int now = group.getAndUpdate(last -> (last + 1) % BlobStore.GROUPS);
    List<Blob> old = blobs.storedBefore(now, before);
    for (int from = 0; from < old.size(); from += AT_ONCE) {
      discardUnused(old.subList(from, Math.min(old.size(), from + AT_ONCE)));
    }
    return now + 1 < BlobStore.GROUPS;
  }

  private void discardUnused(List<Blob> some) {
    Set<String> hashes = some.stream().map(Blob::sha256).collect(Collectors.toSet());
    Set<String> used = referenced(hashes);
    for (Blob blob : some) {
      // Asked again while nobody can note it: it may have come back meanwhile.
      if (!used.contains(blob.sha256())
          && blobs.discard(blob.sha256(), () -> !referenced(Set.of(blob.sha256())).isEmpty())) {
        deleted.incrementAndGet();
        deletedNow.incrementAndGet();
        bytes.addAndGet(blob.size());
      }
    }
  }

  private Set<String> referenced(Set<String> hashes) {
    return database.read(tx -> tx.retention().referenced(hashes));
  }

  @Override
  public int unitsAtOnce() {
    return BlobStore.GROUPS;
  }

  @Override
  public Optional<String> summary() {
    long count = deletedNow.getAndSet(0);
    return count == 0 ? Optional.empty() : Optional.of(count + " blobs that nobody referred to");
  }
}
