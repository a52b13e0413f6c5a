package dev.berth.forge.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.core.exec.CommandRunner.Result;
import dev.berth.core.forge.Mirror.PushLimits;
import dev.berth.core.forge.Mirror.PushRequest;
import dev.berth.core.repo.Repository;
import dev.berth.forge.GitServer;
import dev.berth.forge.GitWorld;
import dev.berth.forge.PlayedInspector;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Fetches of the real git client over real HTTP. */
final class FetchTest {
  @TempDir Path root;
  private GitWorld world;
  private Path origin;
  private Path bare;
  private Repository repository;
  private GitMirror mirror;

  @BeforeEach
  void setUp() {
    world = new GitWorld(root);
    origin = world.checkout("origin");
    world.git(origin, "switch", "--quiet", "--create", "berth/t2/other");
    GitWorld.write(origin.resolve("secret"), "of another session\n");
    world.commit(origin, "other session's work");
    world.git(origin, "switch", "--quiet", "main");
    bare = world.bare(origin, "shop.git");
    repository = GitWorld.repository(bare.toString());
    mirror = world.mirror();
    mirror.sync(repository, "main");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2})
  void onlyTheGivenRefsAreShownAndServed(int version) throws IOException {
    String hidden = world.git(bare, "rev-parse", "berth/t2/other");
    String hiddenBlob = world.git(bare, "rev-parse", "berth/t2/other:secret");
    String protocol = "protocol.version=" + version;
    try (GitServer server = serve(Set.of("refs/heads/main", "refs/tags"))) {
      Path work = root.resolve("work");
      world.git(root, "-c", protocol, "clone", "--quiet", server.url(), work.toString());
      assertThat(work.resolve("README")).hasContent("first\n");
      assertThat(world.git(work, "-c", protocol, "ls-remote", server.url()))
          .contains("refs/heads/main")
          .doesNotContain("berth/");
      for (String oid : new String[] {hidden, hiddenBlob}) {
        Result direct = world.tryGit(work, "-c", protocol, "fetch", "origin", oid);
        assertThat(direct.ok()).as(oid).isFalse();
        assertThat(world.tryGit(work, "cat-file", "-e", oid).ok()).isFalse();
      }
      String first = world.git(bare, "rev-parse", "main");
      GitWorld.write(origin.resolve("next"), "next\n");
      world.commit(origin, "next");
      world.git(origin, "push", "--quiet", bare.toString(), "main");
      mirror.sync(repository, "main");
      world.git(work, "-c", protocol, "pull", "--quiet");
      assertThat(work.resolve("next")).exists();
      if (version == 0) {
        // The client itself asks only for tips then.
        return;
      }
      // What was a tip when it was shown may still be asked for.
      Path late = GitWorld.make(root.resolve("late"));
      world.git(late, "init", "--quiet");
      world.git(late, "-c", protocol, "fetch", "--depth=1", server.url(), first);
    }
  }

  @Test
  void syncFollowsTheForgeAndBundlesCarryABranch() throws IOException {
    world.git(bare, "branch", "-D", "berth/t2/other");
    mirror.sync(repository, "main");
    Path path = world.data.resolve("mirrors").resolve(repository.id() + ".git");
    assertThat(world.git.on(path).run("for-each-ref", "--format=%(refname)").text())
        .isEqualTo("refs/heads/main");

    String base = world.git(bare, "rev-parse", "main");
    world.git(origin, "switch", "--quiet", "--create", "berth/t3/fix");
    GitWorld.write(origin.resolve("fix"), "fix\n".repeat(1000));
    String head = world.commit(origin, "fix");
    world.git(origin, "push", "--quiet", bare.toString(), "berth/t3/fix");
    mirror.sync(repository, "main");
    ByteArrayOutputStream bundle = new ByteArrayOutputStream();
    mirror.bundle(repository, "berth/t3/fix", List.of(base), bundle);
    Path file = Files.write(root.resolve("fix.bundle"), bundle.toByteArray());
    Path person = root.resolve("person");
    world.git(root, "clone", "--quiet", "--branch", "main", bare.toString(), person.toString());
    world.git(person, "fetch", "--quiet", file.toString(), "berth/t3/fix");
    assertThat(world.git(person, "rev-parse", "FETCH_HEAD")).isEqualTo(head);

    var diff = mirror.diff(repository, base, head, 200);
    assertThat(diff.truncated()).isTrue();
    assertThat(diff.patch()).endsWith("+fix\n").hasSizeLessThanOrEqualTo(200);
    assertThat(diff.files()).isEqualTo(1);
    assertThat(diff.added()).isEqualTo(1000);
    assertThat(diff.removed()).isZero();
  }

  private GitServer serve(Set<String> shown) throws IOException {
    return new GitServer(
        mirror,
        shown,
        new PushRequest(
            repository,
            Optional.empty(),
            Optional.empty(),
            PushLimits.standard(),
            new PlayedInspector()));
  }
}
