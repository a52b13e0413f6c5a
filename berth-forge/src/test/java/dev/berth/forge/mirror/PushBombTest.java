package dev.berth.forge.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCode;
import dev.berth.core.forge.Mirror.PushLimits;
import dev.berth.core.forge.Mirror.PushReport;
import dev.berth.core.forge.Mirror.PushReport.Outcome;
import dev.berth.core.forge.Mirror.PushRequest;
import dev.berth.core.forge.Mirror.Refusal;
import dev.berth.core.repo.Repository;
import dev.berth.forge.GitWorld;
import dev.berth.forge.PlayedInspector;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Small packs that stand for much, within the limits that everybody has. */
@Timeout(60)
final class PushBombTest {
  private static final String BRANCH = "refs/heads/berth/t1/fix";
  private static final String NONE = "0".repeat(40);
  private static final String SOME = "1".repeat(40);

  @TempDir Path root;
  private GitWorld world;
  private Repository repository;
  private GitMirror mirror;
  private final PlayedInspector inspector = new PlayedInspector();

  @BeforeEach
  void setUp() {
    world = new GitWorld(root);
    repository = GitWorld.repository(world.bare(world.checkout("origin"), "shop.git").toString());
    mirror = world.mirror();
    mirror.sync(repository, "main");
  }

  @AfterEach
  void nothingWasAskedOrLeft() throws IOException {
    assertThat(inspector.judged()).isEmpty();
    assertThat(world.forge.branchOid(repository, "berth/t1/fix")).isEmpty();
    try (var files = Files.list(world.data.resolve("mirrors").resolve(repository.id() + ".git"))) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .noneMatch(name -> name.startsWith("berth-quarantine-"));
    }
  }

  @Test
  void anObjectThatSaysThatItIsHugeIsRefusedAtItsFirstByte() throws IOException {
    byte[] few = PackBuilder.zeros(1_000);
    assertThat(refused(new PackBuilder().claim(PackBuilder.BLOB, 1L << 30, few).build()).reason())
        .contains("an object has 1073741824 bytes; 104857600 are allowed");
    assertThat(refused(new PackBuilder().claim(PackBuilder.BLOB, 100, few).build()).reason())
        .contains("larger than it says");
  }

  @Test
  @Tag("long")
  void aGigabyteOfZerosIsRefused() throws IOException {
    byte[] zeros = PackBuilder.zeros(1L << 30);
    assertThat(zeros.length).isLessThan(10_000_000);
    assertThat(refused(new PackBuilder().claim(PackBuilder.BLOB, 1L << 30, zeros).build()).code())
        .isEqualTo(ErrorCode.PUSH_TOO_LARGE);
  }

  /** 40,000 deltas of 64 KiB each, from less than 3 MB. */
  @Test
  void deltasThatStandForGigabytesAreRefusedBeforeTheyAreResolved() throws IOException {
    PackBuilder bomb = new PackBuilder();
    int size = 64 << 10;
    String base = bomb.add(PackBuilder.BLOB, new byte[size]);
    for (int i = 0; i < 40_000; i++) {
      bomb.delta(base, size, i);
    }
    byte[] pack = bomb.build();
    assertThat(pack.length).isLessThan(3_000_000);
    assertThat(refused(pack).reason()).contains("expands to more than 2147483648 bytes");
  }

  @Test
  void pathsThatNoFileSystemTakesAreRefused() throws IOException {
    PackBuilder deep = new PackBuilder();
    String oid = deep.add(PackBuilder.BLOB, new byte[] {1});
    oid = deep.tree("100644", "file", oid);
    for (int i = 0; i < 2_100; i++) {
      oid = deep.tree("40000", "d", oid);
    }
    assertThat(refused(deep.commit(oid), deep.build()).reason()).contains("more than 4095 bytes");

    PackBuilder wide = new PackBuilder();
    oid = wide.tree("100644", "n".repeat(300), wide.add(PackBuilder.BLOB, new byte[] {2}));
    assertThat(refused(wide.commit(oid), wide.build()).reason()).contains("more than 255");
  }

  /** Git's own recursion may end it: that is a refusal like any other. */
  @Test
  @Tag("long")
  void aTreeOfAHundredThousandLevelsIsRefused() throws IOException {
    PackBuilder deep = new PackBuilder();
    String oid = deep.tree("100644", "file", deep.add(PackBuilder.BLOB, new byte[] {1}));
    for (int i = 0; i < 100_000; i++) {
      oid = deep.tree("40000", "d", oid);
    }
    assertThat(refused(deep.commit(oid), deep.build()).reason()).isNotBlank();
  }

  @Test
  void tenMillionRefsAreNotReadToTheirEnd() {
    for (String line : new String[] {NONE + " " + SOME + " refs/heads/x", "shallow " + SOME}) {
      Endless refs = new Endless(packet(line), 10_000_000);
      assertThatThrownBy(() -> push(refs))
          .isInstanceOfSatisfying(
              BerthException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.MALFORMED_BODY));
      assertThat(refs.read).as(line).isLessThan(1_000_000);
    }
  }

  @Test
  void aPacketOfCapabilitiesHarmsNobody() throws IOException {
    String capabilities = "x ".repeat(30_000);
    byte[] pack = new PackBuilder().claim(PackBuilder.BLOB, 1L << 40, new byte[0]).build();
    assertThat(
            refused(
                    head(NONE + " " + SOME + " " + BRANCH + "\0report-status " + capabilities),
                    pack)
                .code())
        .isEqualTo(ErrorCode.PUSH_TOO_LARGE);
  }

  private Refusal refused(byte[] pack) throws IOException {
    return refused(SOME, pack);
  }

  private Refusal refused(String commit, byte[] pack) throws IOException {
    return refused(head(NONE + " " + commit + " " + BRANCH + "\0report-status"), pack);
  }

  private static byte[] head(String line) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    head.writeBytes(packet(line));
    PktLine.flush(head);
    return head.toByteArray();
  }

  private Refusal refused(byte[] head, byte[] pack) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.writeBytes(head);
    body.writeBytes(pack);
    Outcome outcome = push(new ByteArrayInputStream(body.toByteArray())).outcomes().getFirst();
    return outcome.refusal().orElseThrow();
  }

  private PushReport push(InputStream in) {
    return mirror.receivePack(
        new PushRequest(
            repository, Optional.of(BRANCH), Optional.empty(), PushLimits.standard(), inspector),
        in,
        OutputStream.nullOutputStream());
  }

  private static byte[] packet(String line) {
    ByteArrayOutputStream packet = new ByteArrayOutputStream();
    try {
      PktLine.write(packet, line);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return packet.toByteArray();
  }

  /** The same bytes again and again. */
  private static final class Endless extends InputStream {
    private final byte[] line;
    private final long end;
    private long read;

    Endless(byte[] line, long times) {
      this.line = line;
      this.end = line.length * times;
    }

    @Override
    public int read(byte[] buffer, int from, int length) {
      for (int i = 0; i < length; i++) {
        int next = read();
        if (next < 0) {
          return i == 0 ? -1 : i;
        }
        buffer[from + i] = (byte) next;
      }
      return length;
    }

    @Override
    public int read() {
      return read >= end ? -1 : line[(int) (read++ % line.length)] & 0xff;
    }
  }
}
