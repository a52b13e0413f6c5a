package dev.berth.forge.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCode;
import dev.berth.core.exec.CommandRunner.Result;
import dev.berth.core.forge.Mirror.PushLimits;
import dev.berth.core.forge.Mirror.PushRequest;
import dev.berth.core.forge.Mirror.RefUpdate;
import dev.berth.core.forge.Mirror.Refusal;
import dev.berth.core.forge.Mirror.Verdict;
import dev.berth.core.repo.Repository;
import dev.berth.forge.GitServer;
import dev.berth.forge.GitWorld;
import dev.berth.forge.PlayedInspector;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Pushes of the real git client that wait for a human. */
@Timeout(60)
final class ParkedPushTest {
  private static final String BRANCH = "refs/heads/berth/t1/fix";
  private static final String PERMIT = "session.gate";
  private static final Verdict PASS = new Verdict.Pass(Optional.of(PERMIT));
  private static final Verdict PARKED =
      new Verdict.Parked("gate", new Refusal(ErrorCode.PUSH_AWAITS_APPROVAL, "gate 7: push again"));

  @TempDir Path root;
  private GitWorld world;
  private Repository repository;
  private GitMirror mirror;
  private final PlayedInspector inspector = new PlayedInspector();
  private GitServer server;
  private Path work;

  @BeforeEach
  void setUp() throws IOException {
    world = new GitWorld(root);
    repository = GitWorld.repository(world.bare(world.checkout("origin"), "shop.git").toString());
    mirror = world.mirror();
    mirror.sync(repository, "main");
    server = new GitServer(mirror, Set.of("refs/heads/main", BRANCH), request());
    work = root.resolve("work");
    world.git(root, "clone", "--quiet", server.url(), work.toString());
  }

  private PushRequest request() {
    return new PushRequest(
        repository, Optional.of(BRANCH), Optional.empty(), PushLimits.standard(), inspector);
  }

  @AfterEach
  void tearDown() throws IOException {
    server.close();
    try (var files = Files.list(mirrorPath())) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .noneMatch(name -> name.startsWith("berth-quarantine-"));
    }
  }

  @Test
  void theClientWaitsAndHearsWhyAndOthersPushMeanwhile() throws IOException {
    inspector.verdict(PARKED);
    String head = change("a");
    inspector.waiting(
        caller -> {
          caller.say("a human is asked\u001b[31m");
          caller.alive();
          // The repository is not locked: its mirror can be brought up to date.
          mirror.sync(repository, "main");
          caller.alive();
          inspector.verdict(PASS);
          return Optional.empty();
        });

    Result push = push();

    assertThat(push.ok()).as(push.errorText()).isTrue();
    assertThat(push.errorText()).contains("remote: a human is asked [31m");
    assertThat(world.forge.branchOid(repository, "berth/t1/fix")).contains(head);
    assertThat(inspector.judged()).hasSize(2).allMatch(inspector.judged().getFirst()::equals);
    assertThat(inspector.taken()).containsExactly(PERMIT);
    assertThat(notes()).isEmpty();
  }

  @Test
  void aRefMovedWhileItWaitedOrRightsTakenEndThePush() throws IOException {
    inspector.verdict(PARKED);
    change("a");
    inspector.waiting(
        _ -> {
          world.git(mirrorPath(), "update-ref", BRANCH, "refs/heads/main");
          inspector.verdict(PASS);
          return Optional.empty();
        });
    assertThat(push().errorText()).contains("the ref moved meanwhile");
    world.git(mirrorPath(), "update-ref", "-d", BRANCH);

    inspector.verdict(PARKED);
    inspector.waiting(
        _ -> {
          inspector.verdict(PASS);
          inspector.revoked(Optional.of(new Refusal(ErrorCode.SESSION_PHASE, "it is over")));
          return Optional.empty();
        });
    assertThat(push().errorText()).contains("it is over");
    assertThat(world.forge.branchOid(repository, "berth/t1/fix")).isEmpty();
    assertThat(inspector.taken()).isEmpty();
  }

  @Test
  void aDenialReachesTheClientAndAQuestionThatNeverEndsDoes() throws IOException {
    inspector.verdict(PARKED);
    change("a");
    inspector.waiting(
        _ -> Optional.of(new Refusal(ErrorCode.APPROVAL_DENIED, "not before Monday")));
    assertThat(push().errorText()).contains("APPROVAL_DENIED", "not before Monday");

    inspector.waiting(_ -> Optional.empty());
    assertThat(push().errorText()).contains("PUSH_AWAITS_APPROVAL", "gate 7: push again");
  }

  @Test
  void aClientThatReadsNoProgressIsToldToComeAgain() throws IOException {
    inspector.verdict(PARKED);
    String head = change("a");
    world.git(work, "pack-objects", "--all", "--quiet", root.resolve("p").toString());
    Path pack;
    try (var files = Files.list(root)) {
      pack = files.filter(file -> file.toString().endsWith(".pack")).findFirst().orElseThrow();
    }
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    PktLine.write(body, "0".repeat(40) + " " + head + " " + BRANCH + "\0report-status\n");
    PktLine.flush(body);
    body.write(Files.readAllBytes(pack));
    ByteArrayOutputStream answer = new ByteArrayOutputStream();

    mirror.receivePack(request(), new ByteArrayInputStream(body.toByteArray()), answer);

    assertThat(answer.toString(StandardCharsets.UTF_8))
        .contains("ng " + BRANCH + " PUSH_AWAITS_APPROVAL: gate 7: push again");
  }

  @Test
  void aConnectionThatEndsWhileItWaitsLeavesNothingBehind() throws IOException {
    inspector.verdict(PARKED);
    change("a");
    inspector.waiting(
        _ -> {
          throw new IOException("the client has gone");
        });
    assertThat(push().ok()).isFalse();
    inspector.verdict(PASS);
    assertThat(push().ok()).isTrue();
  }

  /** What a crash leaves between the forge's answer and the word that the permit is used up. */
  @Test
  void aPermitThatWasUsedBeforeACrashIsUsedUpByTheSamePushAgain() throws IOException {
    inspector.verdict(PASS);
    String head = change("a");
    assertThat(push().ok()).isTrue();
    Files.createDirectories(mirrorPath().resolve("berth-permits"));
    Files.writeString(notesPath().resolve("session.other"), BRANCH + " " + head);
    Files.writeString(notesPath().resolve("session.elsewhere"), "refs/heads/main " + head);
    Files.writeString(notesPath().resolve("session.never"), BRANCH + " " + "1".repeat(40));

    change("b");
    assertThat(push().ok()).isTrue();

    assertThat(inspector.taken()).containsExactly(PERMIT, "session.other", PERMIT);
    assertThat(notes()).containsExactly("session.elsewhere", "session.never");
  }

  @Test
  void whatIsNewIsTheSameBeforeAndAfterThePush() throws IOException {
    change("a");
    assertThat(push().ok()).isTrue();
    RefUpdate first = inspector.judged().getLast();
    // As if the forge had never taken it: the mirror forgets, the client pushes again.
    world.git(mirrorPath(), "update-ref", "-d", BRANCH);
    assertThat(push().ok()).isTrue();
    assertThat(inspector.judged().getLast()).isEqualTo(first);
  }

  /** The database is away in the moment in which the permit is to be used up. */
  @Test
  void aPermitThatCouldNotBeUsedUpIsKeptInMind() throws IOException {
    BerthException away = new BerthException(ErrorCode.UNAVAILABLE, "the database is away");
    Permits failing = new Permits(mirrorPath(), new PlayedInspector().failing(away));
    failing.note("session.late", BRANCH, new dev.berth.forge.git.Oid("1".repeat(40)));
    failing.used("session.late");
    assertThat(notes()).containsExactly("session.late");
  }

  private Result push() {
    return world.tryGit(work, "push", "origin", "HEAD:" + BRANCH);
  }

  private String change(String name) {
    GitWorld.write(work.resolve(name), name + "\n");
    return world.commit(work, name);
  }

  private Path mirrorPath() {
    return world.data.resolve("mirrors").resolve(repository.id() + ".git");
  }

  private Path notesPath() {
    return mirrorPath().resolve("berth-permits");
  }

  private List<String> notes() throws IOException {
    try (var files = Files.list(notesPath())) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}
