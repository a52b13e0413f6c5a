package dev.berth.forge.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.core.error.ErrorCode;
import dev.berth.core.exec.Command;
import dev.berth.core.exec.CommandRunner.Result;
import dev.berth.core.forge.Mirror.PushLimits;
import dev.berth.core.forge.Mirror.PushReport.Outcome;
import dev.berth.core.forge.Mirror.PushRequest;
import dev.berth.core.forge.Mirror.RefUpdate;
import dev.berth.core.forge.Mirror.Refusal;
import dev.berth.core.forge.Mirror.Verdict;
import dev.berth.core.repo.Repository;
import dev.berth.forge.GitServer;
import dev.berth.forge.GitWorld;
import dev.berth.forge.PlayedInspector;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pushes of the real git client over real HTTP. */
final class PushTest {
  private static final String BRANCH = "refs/heads/berth/t1/fix";
  private static final String CHECKPOINT = "refs/berth/checkpoint/s1";
  private static final Set<String> SHOWN = Set.of("refs/heads/main", BRANCH, CHECKPOINT);

  @TempDir Path root;
  private GitWorld world;
  private Path bare;
  private Repository repository;
  private GitMirror mirror;
  private final PlayedInspector inspector = new PlayedInspector();
  private final List<AutoCloseable> open = new ArrayList<>();

  @BeforeEach
  void setUp() {
    world = new GitWorld(root);
    bare = world.bare(world.checkout("origin"), "shop.git");
    repository = GitWorld.repository(bare.toString());
    mirror = world.mirror();
    mirror.sync(repository, "main");
  }

  @AfterEach
  void tearDown() throws Exception {
    for (AutoCloseable each : open) {
      each.close();
    }
    assertThat(quarantines()).as("quarantines left").isEmpty();
  }

  @Test
  void aPushArrivesAtTheForgeAndInTheMirror() throws IOException {
    GitServer server = serve(PushLimits.standard());
    Path work = clone(server);
    GitWorld.write(work.resolve("src/Fix.java"), "class Fix {}\n");
    String head = world.commit(work, "fix");

    world.git(work, "push", "origin", "HEAD:" + BRANCH);

    assertThat(world.forge.branchOid(repository, "berth/t1/fix")).contains(head);
    assertThat(mirrorRef(BRANCH)).contains(head);
    assertThat(inspector.judged()).hasSize(1);
    assertThat(inspector.judged().getFirst().paths()).containsExactly("src/Fix.java");
    assertThat(inspector.judged().getFirst().commits()).containsExactly(head);
    assertThat(mirror.commitsBeyond(repository, baseOid(), head)).isEqualTo(1);
    assertThat(mirror.diff(repository, baseOid(), head, 10_000).patch()).contains("+class Fix {}");
    assertThat(outcome(server).commits()).isEqualTo(1);

    GitWorld.write(work.resolve("src/Fix.java"), "class Fix { int x; }\n");
    String next = world.commit(work, "more");
    world.git(work, "push", "origin", "HEAD:" + BRANCH);
    assertThat(world.forge.branchOid(repository, "berth/t1/fix")).contains(next);
    assertThat(inspector.judged().getLast().commits()).containsExactly(next);
    assertThat(mirror.sync(repository, "berth/t1/fix")).isEqualTo(next);
  }

  @Test
  void aFileThatIsAddedAndRemovedAgainIsSeen() throws IOException {
    GitServer server = serve(PushLimits.standard());
    Path work = clone(server);
    GitWorld.write(work.resolve(".github/workflows/evil.yml"), "on: push\n");
    world.commit(work, "add");
    world.git(work, "rm", "-r", "--quiet", ".github");
    GitWorld.write(work.resolve("a"), "a\n");
    world.commit(work, "remove");

    world.git(work, "push", "origin", "HEAD:" + BRANCH);

    assertThat(inspector.judged().getFirst().paths()).contains(".github/workflows/evil.yml", "a");
  }

  @Test
  void aRefusalReachesThePersonAndNothingRemains() throws IOException {
    inspector.verdict(
        new Verdict.Refused(new Refusal(ErrorCode.POLICY_DENIED, "x.yml is protected\u001b[31m")));
    GitServer server = serve(PushLimits.standard());
    Path work = clone(server);
    String head = change(work, "a");

    Result push = world.tryGit(work, "push", "origin", "HEAD:" + BRANCH);

    assertThat(push.ok()).isFalse();
    assertThat(push.errorText())
        .contains("remote: Berth refused the push", "x.yml is protected", "POLICY_DENIED")
        .contains("[remote rejected]");
    assertThat(world.forge.branchOid(repository, "berth/t1/fix")).isEmpty();
    assertThat(world.git.on(mirrorPath()).attempt("cat-file", "-e", head).ok()).isFalse();
  }

  @Test
  void onlyTheSessionsOwnRefsMayBePushed() throws IOException {
    GitServer server = serve(PushLimits.standard());
    Path work = clone(server);
    change(work, "a");

    for (String ref : List.of("refs/heads/berth/t2/x", "refs/heads/x", "refs/tags/main")) {
      Result push = world.tryGit(work, "push", "origin", "HEAD:" + ref);
      assertThat(push.ok()).as(ref).isFalse();
      assertThat(push.errorText()).contains("pushes to " + BRANCH + " only");
    }
    world.git(work, "push", "origin", "HEAD:" + BRANCH);
    assertThat(world.tryGit(work, "push", "origin", ":" + BRANCH).ok()).isFalse();
  }

  @Test
  void forceIsShownToTheOneWhoDecidesAndMovesTheBranchWhereItStillWas() throws IOException {
    GitServer server = serve(PushLimits.standard());
    Path work = clone(server);
    change(work, "a");
    world.git(work, "push", "origin", "HEAD:" + BRANCH);
    world.git(work, "commit", "--amend", "--quiet", "--message", "other");
    world.git(work, "push", "--force", "origin", "HEAD:" + BRANCH);
    assertThat(inspector.judged()).extracting(RefUpdate::force).containsExactly(false, true);
    String forced = world.git(work, "rev-parse", "HEAD");
    assertThat(world.forge.branchOid(repository, "berth/t1/fix")).contains(forced);
    assertThat(mirrorRef(BRANCH)).contains(forced);

    // Somebody else was faster on the forge: what he pushed is not dropped, force or not.
    Path other = root.resolve("other");
    world.git(root, "clone", "--quiet", bare.toString(), other.toString());
    world.git(other, "checkout", "--quiet", "berth/t1/fix");
    String theirs = change(other, "theirs");
    world.git(other, "push", "--quiet", "origin", "HEAD:" + BRANCH);
    world.git(work, "commit", "--amend", "--quiet", "--message", "third");
    Result late = world.tryGit(work, "push", "--force", "origin", "HEAD:" + BRANCH);
    assertThat(late.errorText()).contains("the branch moved on the forge meanwhile");
    assertThat(world.forge.branchOid(repository, "berth/t1/fix")).contains(theirs);
  }

  /**
   * Commits that are on the session's branch already are as new to the default branch as others.
   */
  @Test
  void aPushToTheDefaultBranchIsShownWithAllThatIsNewThere() throws IOException {
    GitServer server = serve(PushLimits.standard());
    Path work = clone(server);
    String head = change(work, "a");
    world.git(work, "push", "origin", "HEAD:" + BRANCH);
    world.git(work, "push", "origin", "HEAD:refs/heads/main");
    RefUpdate update = inspector.judged().getLast();
    assertThat(update.ref()).isEqualTo("refs/heads/main");
    assertThat(update.commits()).containsExactly(head);
    assertThat(update.paths()).containsExactly("a");
    assertThat(world.forge.branchOid(repository, "main")).contains(head);
  }

  @Test
  void aForgeThatMovedMeanwhileWins() throws IOException {
    GitServer server = serve(PushLimits.standard());
    Path work = clone(server);
    String mine = change(work, "mine");
    Path other = root.resolve("other");
    world.git(root, "clone", "--quiet", bare.toString(), other.toString());
    String theirs = change(other, "theirs");
    world.git(other, "push", "--quiet", "origin", "HEAD:" + BRANCH);

    Result push = world.tryGit(work, "push", "origin", "HEAD:" + BRANCH);

    assertThat(push.ok()).isFalse();
    assertThat(push.errorText()).contains("the branch moved on the forge meanwhile");
    assertThat(world.forge.branchOid(repository, "berth/t1/fix")).contains(theirs);
    assertThat(mirrorRef(BRANCH)).isEmpty();
    assertThat(mirror.sync(repository, "berth/t1/fix")).isEqualTo(theirs).isNotEqualTo(mine);
  }

  @Test
  void aRightThatWasTakenAwayMeanwhileStopsThePushBeforeTheForge() throws IOException {
    inspector.revoked(Optional.of(new Refusal(ErrorCode.SESSION_PHASE, "the result is in")));
    GitServer server = serve(PushLimits.standard());
    Path work = clone(server);
    change(work, "a");

    assertThat(world.tryGit(work, "push", "origin", "HEAD:" + BRANCH).errorText())
        .contains("SESSION_PHASE");
    assertThat(world.forge.branchOid(repository, "berth/t1/fix")).isEmpty();
  }

  @Test
  void checkpointsStayInTheMirrorAndHideNothingFromInspection() throws IOException {
    GitServer server = serve(PushLimits.standard());
    Path work = clone(server);
    GitWorld.write(work.resolve(".github/workflows/evil.yml"), "on: push\n");
    String head = world.commit(work, "hidden");

    world.git(work, "push", "origin", "HEAD:" + CHECKPOINT);
    assertThat(inspector.judged()).isEmpty();
    assertThat(mirrorRef(CHECKPOINT)).contains(head);
    assertThat(world.git(bare, "for-each-ref", "--format=%(refname)")).isEqualTo("refs/heads/main");
    mirror.sync(repository, "main");
    assertThat(mirrorRef(CHECKPOINT)).contains(head);

    world.git(work, "push", "origin", "HEAD:" + BRANCH);
    assertThat(inspector.judged().getFirst().paths()).containsExactly(".github/workflows/evil.yml");

    world.git(work, "commit", "--amend", "--quiet", "--message", "again");
    world.git(work, "push", "--force", "origin", "HEAD:" + CHECKPOINT);
  }

  @Test
  void submodulesAndLfsPointersAreRefused() throws IOException {
    GitServer server = serve(PushLimits.standard());
    Path work = clone(server);
    GitWorld.write(
        work.resolve("big.bin"),
        "version https://git-lfs.github.com/spec/v1\noid sha256:" + "0".repeat(64) + "\nsize 5\n");
    world.commit(work, "lfs");
    assertThat(world.tryGit(work, "push", "origin", "HEAD:" + BRANCH).errorText())
        .contains("LFS_UNSUPPORTED");

    world.git(work, "reset", "--quiet", "--hard", "HEAD~1");
    world.git(
        work, "update-index", "--add", "--cacheinfo", "160000," + "1".repeat(40) + ",vendor/x");
    world.git(work, "commit", "--quiet", "--message", "submodule");
    assertThat(world.tryGit(work, "push", "origin", "HEAD:" + BRANCH).errorText())
        .contains("SUBMODULE_UNSUPPORTED");
  }

  @Test
  void aHostileSubmoduleFileIsRefusedByFsck() throws IOException {
    GitServer server = serve(PushLimits.standard());
    Path work = clone(server);
    GitWorld.write(
        work.resolve(".gitmodules"), "[submodule \"x\"]\n\tpath = x\n\turl = -u./payload\n");
    world.commit(work, "modules");

    Result push = world.tryGit(work, "push", "origin", "HEAD:" + BRANCH);

    assertThat(push.ok()).isFalse();
    assertThat(push.errorText()).contains("git does not accept the pack");
  }

  /** Identical trees are sent once, and stand for as many entries as somebody likes. */
  @Test
  void aSmallPackThatStandsForManyPathsIsRefused() throws IOException {
    GitServer server = serve(PushLimits.standard());
    Path work = clone(server);
    String blob = world.git(work, "hash-object", "-w", "README");
    String inner = tree(work, "100644 blob " + blob, 250);
    String outer = tree(work, "040000 tree " + inner, 250);
    String bomb = world.git(work, "commit-tree", outer, "-p", "HEAD", "-m", "bomb");

    Result push = world.tryGit(work, "push", "origin", bomb + ":" + BRANCH);

    assertThat(push.ok()).isFalse();
    assertThat(push.errorText()).contains("PUSH_TOO_LARGE");
    assertThat(inspector.judged()).isEmpty();
    assertThat(world.forge.branchOid(repository, "berth/t1/fix")).isEmpty();
  }

  private String tree(Path work, String entry, int entries) throws IOException {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < entries; i++) {
      lines.append(entry).append('\t').append("x".repeat(240)).append(i).append('\n');
    }
    Path file = root.resolve("tree");
    Files.writeString(file, lines);
    Result made =
        world.runner.run(Command.of("git", "mktree").in(work).reading(Files.newInputStream(file)));
    return made.text();
  }

  @Test
  void aSymbolicLinkIsShownToTheOneWhoDecides() throws IOException {
    GitServer server = serve(PushLimits.standard());
    Path work = clone(server);
    Files.createSymbolicLink(GitWorld.make(work.resolve(".github")).resolve("workflows"), root);
    GitWorld.write(work.resolve("file"), "x\n");
    world.commit(work, "link");

    world.git(work, "push", "origin", "HEAD:" + BRANCH);

    assertThat(inspector.judged().getFirst().paths()).contains(".github/workflows", "file");
    assertThat(inspector.judged().getFirst().links()).containsExactly(".github/workflows");
  }

  @Test
  void limitsHoldAndTheClientReadsWhy() throws IOException {
    PushLimits small = new PushLimits(300_000, 20, 60_000_000, 2_000_000, 5);
    GitServer server = serve(small);
    Path work = clone(server);
    byte[] noise = new byte[1_000_000];
    new Random(7).nextBytes(noise);
    Files.write(work.resolve("noise"), noise);
    world.commit(work, "bytes");
    assertThat(pushError(work)).contains("PUSH_TOO_LARGE", "more than 300000 bytes");

    world.git(work, "reset", "--quiet", "--hard", "origin/main");
    Files.write(work.resolve("zeros"), new byte[50_000_000]);
    world.commit(work, "expansion");
    assertThat(pushError(work)).contains("PUSH_TOO_LARGE", "expands to more than 2000000");

    world.git(work, "reset", "--quiet", "--hard", "origin/main");
    for (int i = 0; i < 30; i++) {
      GitWorld.write(work.resolve("f" + i), "file " + i);
    }
    world.commit(work, "objects");
    assertThat(pushError(work)).contains("PUSH_TOO_LARGE", "objects; 20 are allowed");

    world.git(work, "reset", "--quiet", "--hard", "origin/main");
    for (int i = 0; i < 6; i++) {
      world.git(work, "commit", "--quiet", "--allow-empty", "--message", "c" + i);
    }
    assertThat(pushError(work)).contains("PUSH_TOO_LARGE", "more than 5 new commits");
    assertThat(world.forge.branchOid(repository, "berth/t1/fix")).isEmpty();
  }

  @Test
  @Tag("long")
  void aDeltaBombIsRefusedBeforeItIsResolved() throws IOException {
    GitServer server = serve(new PushLimits(10_000_000, 10_000, 20_000_000, 20_000_000, 1000));
    Path work = clone(server);
    byte[] noise = new byte[1_000_000];
    new Random(3).nextBytes(noise);
    for (int i = 0; i < 40; i++) {
      noise[i * 20_000] ^= 1;
      Files.write(work.resolve("same-name"), noise);
      world.commit(work, "step " + i);
    }
    assertThat(pushError(work)).contains("PUSH_TOO_LARGE", "expands to more than 20000000");
  }

  @Test
  @Tag("long")
  void aBigPushIsTakenWithinSeconds() throws IOException {
    GitServer server = serve(PushLimits.standard());
    Path work = clone(server);
    byte[] noise = new byte[30 << 20];
    new Random(11).nextBytes(noise);
    Files.write(work.resolve("noise"), noise);
    String head = world.commit(work, "30 MB");
    long start = System.nanoTime();
    world.git(work, "push", "origin", "HEAD:" + BRANCH);
    long big = System.nanoTime() - start;
    assertThat(world.forge.branchOid(repository, "berth/t1/fix")).contains(head);
    start = System.nanoTime();
    for (int i = 0; i < 5; i++) {
      change(work, "small" + i);
      world.git(work, "push", "origin", "HEAD:" + BRANCH);
    }
    System.out.printf(
        "push of 30 MB: %d ms; small commit and push: %d ms%n",
        big / 1_000_000, (System.nanoTime() - start) / 5_000_000);
  }

  @Test
  void ofTwoPushesAtOnceOneWinsAndForgeAndMirrorAgree() throws Exception {
    GitServer server = serve(PushLimits.standard());
    List<Path> works = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      Path work = root.resolve("work" + i);
      world.git(root, "clone", "--quiet", server.url(), work.toString());
      change(work, "by" + i);
      works.add(work);
    }
    List<Boolean> won;
    try (var threads = java.util.concurrent.Executors.newVirtualThreadPerTaskExecutor()) {
      won =
          threads
              .invokeAll(
                  works.stream()
                      .<java.util.concurrent.Callable<Boolean>>map(
                          work -> () -> world.tryGit(work, "push", "origin", "HEAD:" + BRANCH).ok())
                      .toList())
              .stream()
              .map(java.util.concurrent.Future::resultNow)
              .toList();
    }
    assertThat(won).containsOnlyOnce(true);
    String winner = world.git(works.get(won.indexOf(true)), "rev-parse", "HEAD");
    assertThat(mirrorRef(BRANCH)).contains(winner);
    assertThat(world.forge.branchOid(repository, "berth/t1/fix")).contains(winner);
  }

  @Test
  void aPushThatBreaksOffLeavesNothing() throws IOException {
    GitServer server = serve(PushLimits.standard());
    Path work = clone(server);
    String head = change(work, "a");
    String packName =
        world.git(work, "pack-objects", "--all", "--quiet", root.resolve("p").toString());
    byte[] pack = Files.readAllBytes(root.resolve("p-" + packName + ".pack"));
    byte[] command =
        ("0".repeat(40) + " " + head + " " + BRANCH + "\0report-status\n")
            .getBytes(java.nio.charset.StandardCharsets.UTF_8);
    for (int cut : new int[] {0, 5, 20, pack.length / 2, pack.length - 1}) {
      var body = new java.io.ByteArrayOutputStream();
      PktLine.write(body, command, 0, command.length);
      PktLine.flush(body);
      body.write(pack, 0, cut);
      var answer = new java.io.ByteArrayOutputStream();
      var report =
          mirror.receivePack(
              new PushRequest(
                  repository,
                  Optional.of(BRANCH),
                  Optional.empty(),
                  PushLimits.standard(),
                  new PlayedInspector()),
              new java.io.ByteArrayInputStream(body.toByteArray()),
              answer);
      assertThat(report.outcomes().getFirst().refusal()).as("cut at %d", cut).isPresent();
      assertThat(answer.toString(java.nio.charset.StandardCharsets.UTF_8)).contains("ng " + BRANCH);
      assertThat(quarantines()).isEmpty();
    }
    assertThat(mirrorRef(BRANCH)).isEmpty();
  }

  @Test
  void anUnfinishedPushIsSweptWhenTheServerStarts() throws IOException {
    Path stale = Files.createTempDirectory(mirrorPath(), "berth-quarantine-");
    Files.writeString(Files.createDirectory(stale.resolve("pack")).resolve("tmp_pack_x"), "x");
    world.mirror();
    assertThat(quarantines()).isEmpty();
  }

  @Test
  void thePushAfterACrashBetweenForgeAndMirrorSucceeds() throws IOException {
    GitServer server = serve(PushLimits.standard());
    Path work = clone(server);
    String head = change(work, "a");
    // What a crash right after the forge's answer leaves: the forge has it, the mirror has not.
    world.git(work, "push", "--quiet", bare.toString(), "HEAD:" + BRANCH);

    world.git(work, "push", "origin", "HEAD:" + BRANCH);

    assertThat(mirrorRef(BRANCH)).contains(head);
    assertThat(mirror.sync(repository, "berth/t1/fix")).isEqualTo(head);
  }

  /** Between the client's look at the refs and its pack, the push whose answer it lost arrives. */
  @Test
  void aPushThatIsRepeatedBecauseItsAnswerWasLostIsNotRefused() throws IOException {
    GitServer server = serve(PushLimits.standard());
    Path work = clone(server);
    String head = change(work, "a");
    Path hook = work.resolve(".git/hooks/pre-push");
    GitWorld.write(
        hook,
        """
        #!/bin/sh
        git push --quiet --no-verify %1$s HEAD:%3$s &&
          git --git-dir=%2$s fetch --quiet %1$s %3$s:%3$s
        """
            .formatted(bare, mirrorPath(), BRANCH));
    assertThat(hook.toFile().setExecutable(true)).isTrue();

    world.git(work, "push", "origin", "HEAD:" + BRANCH);

    assertThat(outcome(server).oldOid()).isEmpty();
    assertThat(outcome(server).refusal()).isEmpty();
    assertThat(mirrorRef(BRANCH)).contains(head);
    assertThat(quarantines()).isEmpty();
  }

  @Test
  void aStalePushOfSomethingElseIsStillRefused() throws IOException {
    GitServer server = serve(PushLimits.standard());
    Path work = clone(server);
    change(work, "a");
    Path hook = work.resolve(".git/hooks/pre-push");
    GitWorld.write(
        hook,
        "#!/bin/sh\nexec git --git-dir=%s update-ref %s %s\n"
            .formatted(mirrorPath(), BRANCH, baseOid()));
    assertThat(hook.toFile().setExecutable(true)).isTrue();
    assertThat(pushError(work)).contains("the ref moved meanwhile");
    assertThat(mirrorRef(BRANCH)).contains(baseOid());
  }

  @Test
  void hooksAndSettingsOfTheForgesRepositoryDoNotRun() throws IOException {
    Path marker = root.resolve("ran");
    for (String hook : List.of("pre-receive", "update", "post-update", "reference-transaction")) {
      Path file = bare.resolve("hooks").resolve(hook);
      GitWorld.write(file, "#!/bin/sh\necho " + hook + " >>" + marker + "\n");
      assertThat(file.toFile().setExecutable(true)).isTrue();
    }
    world.git(bare, "config", "core.fsmonitor", "echo core.fsmonitor >>" + marker);
    world.git(bare, "config", "core.hooksPath", bare.resolve("hooks").toString());
    world.git(
        bare,
        "config",
        "core.alternateRefsCommand",
        "echo core.alternateRefsCommand >>" + marker + ";:");
    world.git(
        bare,
        "config",
        "uploadpack.packObjectsHook",
        "echo uploadpack.packObjectsHook >>" + marker + ";:");
    GitServer server = serve(PushLimits.standard());
    Path work = clone(server);
    String head = change(work, "a");

    world.git(work, "push", "origin", "HEAD:" + BRANCH);
    mirror.sync(repository, "main");
    assertThat(world.forge.deleteBranch(repository, "berth/t1/fix", baseOid())).isFalse();
    assertThat(world.forge.deleteBranch(repository, "berth/t1/fix", head)).isTrue();

    assertThat(marker).doesNotExist();
  }

  private String pushError(Path work) {
    Result push = world.tryGit(work, "push", "origin", "HEAD:" + BRANCH);
    assertThat(push.ok()).isFalse();
    return push.errorText();
  }

  private GitServer serve(PushLimits limits) throws IOException {
    GitServer server =
        new GitServer(
            mirror,
            SHOWN,
            new PushRequest(
                repository, Optional.of(BRANCH), Optional.of(CHECKPOINT), limits, inspector));
    open.add(server);
    return server;
  }

  private Path clone(GitServer server) {
    Path work = root.resolve("work");
    world.git(root, "clone", "--quiet", server.url(), work.toString());
    return work;
  }

  private String change(Path work, String name) {
    GitWorld.write(work.resolve(name), name + "\n");
    return world.commit(work, name);
  }

  private static Outcome outcome(GitServer server) {
    return server.reports().getLast().outcomes().getFirst();
  }

  private String baseOid() {
    return world.git(bare, "rev-parse", "refs/heads/main");
  }

  private Path mirrorPath() {
    return world.data.resolve("mirrors").resolve(repository.id() + ".git");
  }

  private Optional<String> mirrorRef(String ref) {
    Result result = world.git.on(mirrorPath()).attempt("show-ref", "--verify", "--hash", ref);
    return result.ok() ? Optional.of(result.text()) : Optional.empty();
  }

  private List<Path> quarantines() throws IOException {
    try (var files = Files.list(mirrorPath())) {
      return files.filter(file -> file.toString().contains("berth-quarantine-")).toList();
    }
  }
}
