package dev.berth.store.blob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.core.blob.BlobStore;
import dev.berth.core.blob.BlobStore.Blob;
import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Blobs on disk. */
class FileBlobStoreTest {
  private static final String ABC =
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

  @TempDir Path directory;
  private BlobStore blobs;

  @BeforeEach
  void make() {
    blobs = new FileBlobStore(directory);
  }

  @Test
  void keepsBytesUnderTheirHash() throws IOException {
    assertThat(blobs.exists(ABC)).isFalse();
    assertThat(put("abc", 3)).isEqualTo(new Blob(ABC, 3));
    assertThat(put("abc", 3)).isEqualTo(new Blob(ABC, 3));
    assertThat(blobs.exists(ABC)).isTrue();
    try (InputStream stored = blobs.open(ABC)) {
      assertThat(stored.readAllBytes()).isEqualTo("abc".getBytes(StandardCharsets.UTF_8));
    }
    assertThat(leftovers()).isZero();
    blobs.delete(ABC);
    blobs.delete(ABC);
    assertThat(blobs.exists(ABC)).isFalse();
    assertThatThrownBy(() -> blobs.open(ABC)).satisfies(e -> assertCode(e, ErrorCode.NOT_FOUND));
  }

  @Test
  void refusesOtherBytesThanAnnouncedAndLeavesNothing() throws IOException {
    byte[] other = "abd".getBytes(StandardCharsets.UTF_8);
    assertThatThrownBy(() -> blobs.put(new ByteArrayInputStream(other), 3, Optional.of(ABC)))
        .satisfies(e -> assertCode(e, ErrorCode.CHECKSUM_MISMATCH));
    assertThat(leftovers()).isZero();
    try (Stream<Path> all = Files.walk(directory.resolve("blobs"))) {
      assertThat(all.filter(Files::isRegularFile)).isEmpty();
    }
  }

  @Test
  void whatADeadServerWasReceivingIsGoneAfterTheNextStart() throws IOException {
    Files.writeString(directory.resolve("blobs/incoming/blob123"), "half of");
    BlobStore next = new FileBlobStore(directory);
    assertThat(next.exists(ABC)).isFalse();
    assertThat(leftovers()).isZero();
  }

  @Test
  void refusesMoreThanTheLimitAndLeavesNothing() throws IOException {
    assertThatThrownBy(() -> put("abcd", 3))
        .satisfies(e -> assertCode(e, ErrorCode.PAYLOAD_TOO_LARGE));
    assertThat(leftovers()).isZero();
  }

  @Test
  void aBrokenStreamLeavesNothing() throws IOException {
    InputStream broken = InputStream.nullInputStream();
    broken.close();
    assertThatThrownBy(() -> blobs.put(broken, 10))
        .satisfies(e -> assertCode(e, ErrorCode.STORAGE_FAILED));
    assertThat(leftovers()).isZero();
  }

  @Test
  void refusesNamesThatAreNoHashes() {
    assertThatThrownBy(() -> blobs.open("../../etc/passwd"))
        .isInstanceOf(IllegalArgumentException.class);
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
    assertThat(leftovers()).isZero();
  }

  private Blob put(String text, long limit) {
    return blobs.put(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), limit);
  }

  private long leftovers() throws IOException {
    try (Stream<Path> files = Files.list(directory.resolve("blobs/incoming"))) {
      return files.count();
    }
  }

  private static void assertCode(Throwable e, ErrorCode code) {
    assertThat(e).isInstanceOf(BerthException.class);
    assertThat(((BerthException) e).code()).isEqualTo(code);
  }
}
