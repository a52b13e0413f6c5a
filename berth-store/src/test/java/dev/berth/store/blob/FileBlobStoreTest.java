package dev.berth.store.blob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.core.blob.BlobStore;
import dev.berth.core.blob.BlobStore.Blob;
import dev.berth.testkit.blob.BlobStoreContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Blobs on disk. */
class FileBlobStoreTest extends BlobStoreContract {
  @TempDir Path directory;
  private BlobStore blobs;

  @BeforeEach
  void make() {
    blobs = new FileBlobStore(directory, time);
  }

  @Override
  protected BlobStore blobs() {
    return blobs;
  }

  /** Whatever was refused, broken off or doubled: nothing of it lies about. */
  @AfterEach
  void leavesNothingHalf() throws IOException {
    try (Stream<Path> files = Files.list(directory.resolve("blobs/incoming"))) {
      assertThat(files).isEmpty();
    }
  }

  @Test
  void whatADeadServerWasReceivingIsGoneAfterTheNextStart() throws IOException {
    Files.writeString(directory.resolve("blobs/incoming/blob123"), "half of");
    assertThat(new FileBlobStore(directory, time).exists(ABC)).isFalse();
  }

  @Test
  void refusesNamesThatAreNoHashes() {
    assertThatThrownBy(() -> blobs.open("../../etc/passwd"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> blobs.discard("../../etc/passwd", () -> false))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void otherFilesAreNoBlobs() throws IOException {
    put("abc", 3);
    Files.writeString(directory.resolve("blobs/ba/readme"), "hello");
    Files.createDirectory(directory.resolve("blobs/ba/" + "ba".repeat(32)));
    assertThat(blobs.storedBefore(0xba, time.now().plusSeconds(1)))
        .containsExactly(new Blob(ABC, 3));
  }

  @Test
  void manyWritersOfOneContentAllSucceed() throws Exception {
    String content = "same".repeat(100_000);
    List<Future<Blob>> puts = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 20; i++) {
        puts.add(threads.submit(() -> put(content, 1_000_000)));
      }
    }
    Blob first = puts.getFirst().get();
    for (Future<Blob> put : puts) {
      assertThat(put.get()).isEqualTo(first);
    }
    assertThat(
            Files.size(
                directory.resolve(
                    "blobs/" + first.sha256().substring(0, 2) + "/" + first.sha256())))
        .isEqualTo(400_000);
  }
}
