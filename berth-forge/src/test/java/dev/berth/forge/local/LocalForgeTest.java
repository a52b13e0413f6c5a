package dev.berth.forge.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCode;
import dev.berth.core.forge.Forge.ForgePush;
import dev.berth.core.forge.Forge.PushAnswer;
import dev.berth.core.repo.Repository;
import dev.berth.forge.GitWorld;
import dev.berth.forge.mirror.GitMirror;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LocalForgeTest {
  @TempDir Path root;
  private GitWorld world;

  @BeforeEach
  void setUp() {
    world = new GitWorld(root);
  }

  @Test
  void aBareRepositoryIsWrittenAndACheckoutOnlyRead() {
    Path checkout = world.checkout("person");
    Path bare = world.bare(checkout, "shop.git");
    String head = world.git(checkout, "rev-parse", "HEAD");

    assertThat(world.forge.inspect(bare.toString()).location()).isEqualTo(bare.toString());
    assertThat(world.forge.inspect("read:" + bare).location()).isEqualTo("read:" + bare);
    var facts = world.forge.inspect(checkout.toString());
    assertThat(facts.location()).isEqualTo("read:" + checkout);
    assertThat(facts.defaultBranch()).isEqualTo("main");
    assertThat(facts.headOid()).isEqualTo(head);
  }

  @Test
  void whatIsPushedToACheckoutGoesToBerthsCloneAndSurvivesTheNextSync() throws IOException {
    Path checkout = world.checkout("person");
    world.git(checkout, "branch", "berth/mine");
    world.git(checkout, "branch", "gone");
    Repository repository = GitWorld.repository("read:" + checkout);
    GitMirror mirror = world.mirror();
    String base = mirror.sync(repository, "main");
    String before = listing(checkout);

    PushAnswer answer =
        world.forge.push(
            repository,
            new ForgePush(
                world.data.resolve("mirrors/" + repository.id() + ".git"),
                Optional.empty(),
                "refs/heads/berth/t1",
                Optional.empty(),
                base));

    assertThat(answer).isEqualTo(new PushAnswer.Accepted());
    assertThat(listing(checkout)).isEqualTo(before);
    world.git(checkout, "branch", "-D", "gone");
    assertThat(world.forge.branchOid(repository, "gone")).contains(base);
    GitWorld.write(checkout.resolve("more"), "more\n");
    String next = world.commit(checkout, "more");
    assertThat(mirror.sync(repository, "main")).isEqualTo(next);
    assertThat(world.forge.branchOid(repository, "berth/t1")).contains(base);
    assertThat(world.forge.branchOid(repository, "berth/mine")).isEmpty();
    assertThat(world.forge.branchOid(repository, "gone")).isEmpty();
  }

  @Test
  void readingAHostileCheckoutRunsNothingOfIt() {
    Path marker = root.resolve("ran");
    Path checkout = world.checkout("hostile");
    String run = "touch " + marker;
    for (String key :
        new String[] {
          "core.fsmonitor",
          "core.sshCommand",
          "core.pager",
          "core.gitProxy",
          "core.alternateRefsCommand",
          "uploadpack.packObjectsHook",
          "filter.x.smudge",
          "filter.x.clean",
          "diff.external",
          "credential.helper"
        }) {
      world.git(checkout, "config", key, run);
    }
    world.git(checkout, "config", "remote.origin.url", "ext::" + run);
    GitWorld.write(root.resolve("more.config"), "[core]\n\thooksPath = " + root + "\n");
    world.git(checkout, "config", "include.path", root.resolve("more.config").toString());
    GitWorld.write(checkout.resolve(".gitattributes"), "* filter=x diff=x\n");
    GitWorld.write(
        checkout.resolve(".gitmodules"), "[submodule \"x\"]\n\tpath=x\n\turl=ext::" + run + "\n");
    for (String hook : new String[] {"post-checkout", "reference-transaction", "pre-auto-gc"}) {
      Path file = checkout.resolve(".git/hooks").resolve(hook);
      GitWorld.write(file, "#!/bin/sh\n" + run + "\n");
      assertThat(file.toFile().setExecutable(true)).isTrue();
    }
    Repository repository = GitWorld.repository("read:" + checkout);

    world.forge.inspect(checkout.toString());
    String head = world.mirror().sync(repository, "main");

    assertThat(head).hasSize(40);
    assertThat(marker).doesNotExist();
  }

  @Test
  void whatCannotBeUsedIsRefusedWithTheReason() throws IOException {
    assertRefused(root.resolve("nowhere").toString(), "missing");
    assertRefused("relative/path", "absolute path");
    assertRefused("ext::sh -c id", "absolute path");
    assertRefused("file:///tmp", "absolute path");
    assertRefused(GitWorld.make(root.resolve("plain")).toString(), "not a git repository");

    Path shared = root.resolve("shared");
    Path origin = world.checkout("origin");
    world.git(root, "clone", "--quiet", "--shared", origin.toString(), shared.toString());
    assertRefused(shared.toString(), "borrows objects");

    Path shallow = root.resolve("shallow");
    world.git(root, "clone", "--quiet", "--depth=1", "file://" + origin, shallow.toString());
    assertRefused(shallow.toString(), "shallow");

    Path linked = world.checkout("linked");
    Files.move(linked.resolve(".git/objects"), root.resolve("elsewhere"));
    Files.createSymbolicLink(linked.resolve(".git/objects"), root.resolve("elsewhere"));
    assertRefused(linked.toString(), "not a git repository");

    Path partial = world.checkout("partial");
    world.git(partial, "config", "remote.origin.promisor", "true");
    assertRefused(partial.toString(), "partial clone");

    Path detached = world.checkout("detached");
    world.git(detached, "checkout", "--quiet", "--detach");
    assertRefused(detached.toString(), "HEAD names no branch");

    Path sha256 = GitWorld.make(root.resolve("sha256"));
    world.git(sha256, "init", "--quiet", "--object-format=sha256");
    assertRefused(sha256.toString(), "sha256");

    Path empty = GitWorld.make(root.resolve("empty"));
    world.git(empty, "init", "--quiet");
    assertThatThrownBy(() -> world.forge.inspect(empty.toString()))
        .isInstanceOfSatisfying(
            BerthException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.REPO_EMPTY));
  }

  @Test
  void aRepositoryOfAnotherUserIsRefused() throws IOException {
    org.junit.jupiter.api.Assumptions.assumeTrue(
        "root".equals(System.getProperty("user.name")), "only root can give files away");
    Path foreign = world.checkout("foreign");
    Files.setOwner(
        foreign.resolve(".git"),
        foreign.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody"));
    assertRefused(foreign.toString(), "belongs to nobody");
  }

  @Test
  void aLinkedWorktreeCanBeRead() {
    Path checkout = world.checkout("person");
    Path worktree = root.resolve("worktree");
    world.git(checkout, "worktree", "add", "--quiet", "-b", "topic", worktree.toString());

    assertThat(world.forge.inspect(worktree.toString()).defaultBranch()).isEqualTo("topic");
    assertThat(world.mirror().sync(GitWorld.repository("read:" + worktree), "topic")).hasSize(40);
  }

  private void assertRefused(String location, String why) {
    assertThatThrownBy(() -> world.forge.inspect(location))
        .as(location)
        .isInstanceOfSatisfying(
            BerthException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.REPO_UNREACHABLE);
              assertThat(e.detail()).contains(why);
            });
  }

  private String listing(Path directory) throws IOException {
    StringBuilder lines = new StringBuilder();
    try (var files = Files.walk(directory)) {
      for (Path file : files.sorted().toList()) {
        lines.append(file).append(' ').append(Files.getLastModifiedTime(file)).append('\n');
      }
    }
    return lines.toString();
  }
}
