package dev.berth.testkit.blob;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.core.blob.BlobStore;
import dev.berth.core.blob.BlobStore.Blob;
import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCode;
import dev.berth.testkit.time.VirtualTime;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every store of blobs holds to. The store is empty before each test. */
public abstract class BlobStoreContract {
  /** SHA-256 of {@code abc}, from FIPS 180-2. */
  protected static final String ABC =
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

  private static final int GROUP_OF_ABC = 0xba;

  /** The clock of the store. */
  protected final VirtualTime time = new VirtualTime();

  /** The store under test. */
  protected abstract BlobStore blobs();

  @Test
  void keepsBytesUnderTheirHash() throws IOException {
    assertThat(blobs().exists(ABC)).isFalse();
    assertThat(put("abc", 3)).isEqualTo(new Blob(ABC, 3));
    assertThat(put("abc", 3)).isEqualTo(new Blob(ABC, 3));
    assertThat(blobs().exists(ABC)).isTrue();
    try (InputStream stored = blobs().open(ABC)) {
      assertThat(stored.readAllBytes()).isEqualTo(bytes("abc"));
    }
    assertThat(blobs().discard(ABC, () -> false)).isTrue();
    assertThat(blobs().discard(ABC, () -> false)).isFalse();
    assertThat(blobs().exists(ABC)).isFalse();
    assertThatThrownBy(() -> blobs().open(ABC)).satisfies(e -> assertCode(e, ErrorCode.NOT_FOUND));
  }

  @Test
  void refusesOtherBytesThanAnnounced() {
    assertThatThrownBy(
            () -> blobs().put(stream("abd"), 3, Optional.of(ABC), BlobStoreContract::noted))
        .satisfies(e -> assertCode(e, ErrorCode.CHECKSUM_MISMATCH));
    assertThat(stored()).isEmpty();
  }

  @Test
  void refusesMoreThanTheLimit() {
    assertThatThrownBy(() -> put("abcd", 3))
        .satisfies(e -> assertCode(e, ErrorCode.PAYLOAD_TOO_LARGE));
    assertThat(stored()).isEmpty();
  }

  @Test
  void aBrokenStreamLeavesNothing() throws IOException {
    InputStream broken = InputStream.nullInputStream();
    broken.close();
    assertThatThrownBy(() -> blobs().put(broken, 10))
        .satisfies(e -> assertCode(e, ErrorCode.STORAGE_FAILED));
    assertThat(stored()).isEmpty();
  }

  @Test
  void answersWhatNotingItAnswers() {
    List<Blob> noted = new ArrayList<>();
    String answer =
        blobs()
            .put(
                stream("abc"),
                3,
                Optional.of(ABC),
                blob -> {
                  assertThat(blobs().exists(blob.sha256())).isTrue();
                  noted.add(blob);
                  return "noted";
                });
    assertThat(answer).isEqualTo("noted");
    assertThat(noted).containsExactly(new Blob(ABC, 3));
  }

  @Test
  void aBlobThatCouldNotBeNotedStaysUntilItIsDiscarded() {
    assertThatThrownBy(
            () ->
                blobs()
                    .put(
                        stream("abc"),
                        3,
                        Optional.empty(),
                        blob -> {
                          throw new IllegalStateException("no");
                        }))
        .hasMessage("no");
    assertThat(stored()).containsExactly(ABC);
    assertThat(blobs().discard(ABC, () -> true)).isFalse();
    assertThat(stored()).containsExactly(ABC);
    assertThat(blobs().discard(ABC, () -> false)).isTrue();
    assertThat(stored()).isEmpty();
  }

  @Test
  void knowsWhenABlobWasLastStored() {
    put("abc", 3);
    time.advance(Duration.ofHours(1));
    assertThat(blobs().storedBefore(GROUP_OF_ABC, time.now())).containsExactly(new Blob(ABC, 3));
    assertThat(blobs().storedBefore(GROUP_OF_ABC, time.now().minus(Duration.ofHours(1)))).isEmpty();
    assertThat(blobs().storedBefore(0, time.now())).isEmpty();
    put("abc", 3);
    assertThat(blobs().storedBefore(GROUP_OF_ABC, time.now())).isEmpty();
  }

  /** Whoever refers to a blob finds it, however often others store and discard the same. */
  @Test
  void whatIsReferredToIsNeverDiscarded() throws Exception {
    Set<Integer> references = ConcurrentHashMap.newKeySet();
    List<Future<Boolean>> kept = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 50; i++) {
        int mine = i;
        kept.add(threads.submit(() -> keepForAMoment(references, mine)));
      }
    }
    for (Future<Boolean> each : kept) {
      assertThat(each.get()).isTrue();
    }
    assertThat(stored()).isEmpty();
  }

  private boolean keepForAMoment(Set<Integer> references, int mine) {
    blobs().put(stream("abc"), 3, Optional.empty(), blob -> references.add(mine));
    boolean isThere = blobs().exists(ABC);
    references.remove(mine);
    boolean discarded = blobs().discard(ABC, () -> !references.isEmpty());
    // Discarded by us, or kept for another, or discarded by one who came later.
    return isThere && (discarded || !references.isEmpty() || !blobs().exists(ABC));
  }

  private Set<String> stored() {
    Set<String> all = new HashSet<>();
    IntStream.range(0, BlobStore.GROUPS)
        .forEach(
            group ->
                blobs()
                    .storedBefore(group, time.now().plusSeconds(1))
                    .forEach(blob -> all.add(blob.sha256())));
    return all;
  }

  /** Stores a text, and has it noted by nobody. */
  protected final Blob put(String text, long limit) {
    return blobs().put(stream(text), limit);
  }

  private static Blob noted(Blob blob) {
    return blob;
  }

  private static InputStream stream(String text) {
    return new ByteArrayInputStream(bytes(text));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static void assertCode(Throwable e, ErrorCode code) {
    assertThat(e).isInstanceOf(BerthException.class);
    assertThat(((BerthException) e).code()).isEqualTo(code);
  }
}
