package dev.berth.forge.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.core.forge.Mirror.Kept;
import dev.berth.core.id.SessionId;
import dev.berth.core.repo.Repository;
import dev.berth.forge.GitWorld;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes out of a mirror, and what stays. */
final class PruningTest {
  private static final String OLD = "01K0000000000000000000000A";
  private static final String YOUNG = "01K0000000000000000000000B";

  @TempDir Path root;
  private GitWorld world;
  private Path work;
  private Path bare;
  private Repository repository;
  private GitMirror mirror;

  @BeforeEach
  void setUp() {
    world = new GitWorld(root);
    work = world.checkout("origin");
    bare = world.bare(work, "shop.git");
    repository = GitWorld.repository(bare.toString());
    mirror = world.mirror();
    mirror.sync(repository, "main");
  }

  private Path mirrorPath() {
    return world.data.resolve("mirrors").resolve(repository.id().value() + ".git");
  }

  /** A commit of its own, with a large file, as this ref of the mirror. */
  private String commit(String ref) throws IOException {
    byte[] noise = new byte[200_000];
    new Random(ref.hashCode()).nextBytes(noise);
    world.git(work, "checkout", "--quiet", "--detach", "main");
    Files.write(work.resolve("noise"), noise);
    String oid = world.commit(work, ref);
    world.git(work, "push", "--quiet", mirrorPath().toString(), "HEAD:" + ref);
    return oid;
  }

  private boolean has(String oid) {
    return world.git.on(mirrorPath()).attempt("cat-file", "-e", oid).ok();
  }

  private long size() throws IOException {
    try (Stream<Path> files = Files.walk(mirrorPath().resolve("objects"))) {
      return files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
    }
  }

  private int prune(Set<String> commits) {
    return mirror.prune(repository, new Kept(new SessionId(YOUNG)::equals, () -> commits));
  }

  @Test
  void tellsASessionsLastCheckpointAndWhenItWasTaken() throws IOException {
    assertThat(mirror.checkpoint(repository, new SessionId(OLD))).isEmpty();
    Path older = Files.createFile(root.resolve("older"));
    String oid = commit("refs/berth/checkpoint/" + OLD);
    assertThat(mirror.checkpoint(repository, new SessionId(OLD)))
        .get()
        .satisfies(
            found -> {
              assertThat(found.ref()).isEqualTo("refs/berth/checkpoint/" + OLD);
              assertThat(found.oid()).isEqualTo(oid);
              // By the file system, and not by what the commit says.
              assertThat(found.savedAt())
                  .isAfterOrEqualTo(
                      Files.getLastModifiedTime(older).toInstant().truncatedTo(ChronoUnit.MILLIS));
            });
    assertThat(mirror.checkpoint(repository, new SessionId(YOUNG))).isEmpty();
  }

  @Test
  void aDiscardedMirrorIsGoneAndTheForgeIsNotTouched() {
    mirror.discard(repository);
    assertThat(mirrorPath()).doesNotExist();
    mirror.discard(repository);
    assertThat(mirror.sync(repository, "main")).isEqualTo(world.git(work, "rev-parse", "main"));
  }

  @Test
  void whatOnlyAnOldCheckpointNeededGoesAndTheRestStays() throws IOException {
    String base = world.git(work, "rev-parse", "main");
    String old = commit("refs/berth/checkpoint/" + OLD);
    String young = commit("refs/berth/checkpoint/" + YOUNG);
    // a branch that was merged and deleted at the forge, of a task that somebody may still look at
    String merged = commit("refs/heads/berth/t1/fix");
    world.git(work, "push", "--quiet", mirrorPath().toString(), ":refs/heads/berth/t1/fix");
    long before = size();

    assertThat(prune(Set.of(base, merged, "0123456789".repeat(4)))).isEqualTo(1);

    assertThat(has(old)).isFalse();
    assertThat(has(base) && has(young) && has(merged)).isTrue();
    assertThat(size()).isLessThan(before - 190_000);
    assertThat(mirror.commitsBeyond(repository, base, merged)).isEqualTo(1);
    assertThat(mirror.sync(repository, "main")).isEqualTo(base);

    assertThat(prune(Set.of())).as("there is no old checkpoint any more").isZero();
    assertThat(has(merged)).isTrue();
    commit("refs/berth/checkpoint/" + OLD);
    assertThat(prune(Set.of(base))).isEqualTo(1);
    assertThat(has(merged)).as("its task was deleted").isFalse();
    assertThat(has(base) && has(young)).isTrue();
  }

  @Test
  void aRepositoryThatWasNeverMirroredHasNothingToPrune() {
    Repository other =
        new Repository(
            new dev.berth.core.id.RepoId("01K0000000000000000000000Z"),
            repository.name(),
            repository.owner(),
            repository.forge(),
            repository.location(),
            repository.defaultBranch(),
            repository.settings(),
            repository.provisioning(),
            repository.createdAt(),
            repository.updatedAt(),
            Optional.empty(),
            1);
    assertThat(mirror.prune(other, new Kept(_ -> false, Set::of))).isZero();
  }
}
