package dev.berth.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCode;
import dev.berth.core.id.InstallationId;
import dev.berth.core.id.NodeId;
import dev.berth.core.id.Ulid;
import dev.berth.core.store.Database;
import dev.berth.core.time.SystemTime;
import dev.berth.core.time.Time;
import dev.berth.server.InstallationClaim.Standing;
import dev.berth.store.sqlite.SqliteDatabase;
import dev.berth.testkit.server.ScratchDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One server at a time has an installation, and only while the database says so. */
final class InstallationClaimTest {
  private final Time real = new SystemTime();
  private final Ulid ids = new Ulid(real, new SecureRandom());
  private final InstallationId installation = new InstallationId(ids.next());
  private ScratchDirectory scratch;
  private Database database;

  @BeforeEach
  void open() throws IOException {
    scratch = ScratchDirectory.create("berth-claim-");
    database = SqliteDatabase.open(directory("db"), ids, real, new SecureRandom());
    database.write(
        tx -> {
          tx.installation().create(installation, real.now());
          return true;
        });
  }

  @AfterEach
  void close() {
    database.close();
    scratch.close();
  }

  private Path directory(String name) throws IOException {
    return Files.createDirectories(scratch.path().resolve(name));
  }

  private InstallationClaim take(String machine, Path data, Time time) {
    return InstallationClaim.take(
        database, installation, new NodeId(ids.next()), machine, data, time);
  }

  @Test
  void aSecondServerElsewhereDoesNotStart() throws IOException {
    try (InstallationClaim first = take("m1", directory("a"), real)) {
      assertThat(first.standing()).isInstanceOf(Standing.Good.class);
      BerthException e =
          catchThrowableOfType(
              BerthException.class, () -> take("m2", directory("b"), real).close());
      assertThat(e.code()).isEqualTo(ErrorCode.INSTALLATION_BUSY);
      assertThat(e.detail()).contains("m1 " + scratch.path().resolve("a"));
      assertThat(e.code().remedy()).contains("Stop it");
    }
    // Given up properly, it is free at once.
    take("m2", directory("b"), real).close();
  }

  @Test
  void aServerThatDiedIsFollowedAtItsPlaceWithoutWaiting() throws IOException {
    InstallationClaim dead = take("m1", directory("a"), real);
    try (InstallationClaim next = take("m1", directory("a"), real)) {
      assertThat(next.standing()).isInstanceOf(Standing.Good.class);
      // The one that is not dead after all takes no work any more.
      assertThat(dead.renew()).isInstanceOf(Standing.Idle.class);
      assertThat(next.renew()).isInstanceOf(Standing.Good.class);
    }
    assertThat(dead.renew()).isInstanceOf(Standing.Good.class);
  }

  @Test
  void aClockThatIsOffTakesNoWorkAndSaysSo() throws IOException {
    Skewed time = new Skewed(real);
    try (InstallationClaim claim = take("m1", directory("a"), time)) {
      assertThat(claim.renew()).isInstanceOf(Standing.Good.class);
      time.off = Duration.ofSeconds(-3);
      assertThat(claim.renew())
          .isInstanceOfSatisfying(
              Standing.Idle.class, idle -> assertThat(idle.code()).isEqualTo(ErrorCode.CLOCK_OFF));
      time.off = Duration.ZERO;
      assertThat(claim.renew()).isInstanceOf(Standing.Good.class);
    }
  }

  @Test
  void anEmbeddedDatabaseHasThisServersClock() throws IOException {
    Skewed ahead = new Skewed(real);
    ahead.off = Duration.ofHours(25);
    Path elsewhere = directory("ahead");
    try (Database own = SqliteDatabase.open(elsewhere, ids, ahead, new SecureRandom())) {
      own.write(
          tx -> {
            tx.installation().create(installation, ahead.now());
            return true;
          });
      NodeId node = new NodeId(ids.next());
      try (InstallationClaim claim =
          InstallationClaim.take(own, installation, node, "m1", elsewhere, ahead)) {
        assertThat(claim.standing()).isInstanceOf(Standing.Good.class);
        assertThat(claim.renew()).isInstanceOf(Standing.Good.class);
      }
    }
  }

  @Test
  void aCopyOfADataDirectoryDoesNotStartBesideItsOriginal() {
    try (TestServer original = TestServer.start(java.util.Map.of())) {
      Path copy = original.scratch().resolve("copy");
      copyTree(original.data(), copy);
      BerthException e =
          catchThrowableOfType(
              BerthException.class,
              () ->
                  BerthServer.start(
                          dev.berth.server.config.ConfigLoader.load(
                              copy,
                              java.util.Optional.empty(),
                              java.util.Map.of(),
                              original.flags()),
                          original.installed())
                      .close());
      assertThat(e.code()).isEqualTo(ErrorCode.INSTALLATION_BUSY);
      assertThat(e.detail()).contains("copy of " + original.data());
      assertThat(original.admin().get("/v1/health/ready").status()).isEqualTo(200);
    }
  }

  @Test
  void restartsAtOnceOnTheSameDirectory() {
    try (TestServer server = TestServer.start(java.util.Map.of())) {
      server.restart();
      assertThat(server.admin().get("/v1/health/ready").status()).isEqualTo(200);
      assertThat(server.admin().get("/v1/health/ready").text()).contains("\"claim\"");
    }
  }

  private static void copyTree(Path from, Path to) {
    try (Stream<Path> tree = Files.walk(from)) {
      for (Path path : tree.toList()) {
        if (Files.isDirectory(path) || Files.isRegularFile(path)) {
          Files.copy(path, to.resolve(from.relativize(path).toString()));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A clock that is not quite the database's. */
  private static final class Skewed implements Time {
    private final Time right;
    private volatile Duration off = Duration.ZERO;

    Skewed(Time right) {
      this.right = right;
    }

    @Override
    public Instant now() {
      return right.now().plus(off);
    }

    @Override
    public long nanos() {
      return right.nanos();
    }

    @Override
    public void sleep(Duration duration) throws InterruptedException {
      right.sleep(duration);
    }
  }
}
