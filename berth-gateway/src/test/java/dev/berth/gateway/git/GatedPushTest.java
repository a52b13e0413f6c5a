package dev.berth.gateway.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.berth.core.event.EventType;
import dev.berth.core.exec.CommandRunner.Result;
import dev.berth.core.id.GateId;
import dev.berth.core.policy.Call;
import dev.berth.gateway.PlayedGates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What rules and people let through the git door, with the real client on the real gateway. */
@Timeout(60)
final class GatedPushTest {
  @TempDir private Path root;
  private final PlayedGates gates = new PlayedGates();
  private GitSession session;

  @BeforeEach
  void open() throws IOException {
    session = new GitSession(root, gates);
  }

  @AfterEach
  void close() throws IOException {
    await().untilAsserted(() -> assertThat(session.quarantines()).isEmpty());
    session.close();
  }

  private static boolean isForced(Call call) {
    return Boolean.TRUE.equals(call.input().get("force"));
  }

  private static boolean touches(Call call, String path) {
    return call.input().get("paths") instanceof List<?> paths && paths.contains(path);
  }

  private GateId gate() {
    await().until(() -> !gates.pending().isEmpty());
    return gates.pending().getFirst();
  }

  @Test
  void aForcePushWaitsForAHumanAndHappensOnce() throws Exception {
    gates.askAbout(GatedPushTest::isForced);
    String first = session.commit("a", "first");
    assertThat(session.push("HEAD:" + GitSession.REF).get().ok()).isTrue();
    session.git("commit", "--amend", "--quiet", "--message", "other");
    String second = session.git("rev-parse", "HEAD");

    Future<Result> push = session.push("--force", "HEAD:" + GitSession.REF);
    GateId gate = gate();
    assertThat(push.isDone()).isFalse();
    assertThat(session.forge(GitSession.BRANCH)).contains(first);
    gates.approve(gate);

    assertThat(push.get().ok()).as(push.get().errorText()).isTrue();
    assertThat(push.get().errorText())
        .contains("remote: Berth holds this push: a rule asks.")
        .contains("gate " + gate + ", until 2026-11-01T10:05:00Z")
        .contains("is approved; the push goes on");
    assertThat(session.forge(GitSession.BRANCH)).contains(second);
    assertThat(gates.used()).containsExactly(gate);
    assertThat(session.events()).extracting("type").containsOnly(EventType.PUSH_ACCEPTED);

    // Back again, and the same once more: the approval is used up, each is asked about anew.
    Future<Result> back = session.push("--force", first + ":" + GitSession.REF);
    gates.approve(gate());
    assertThat(back.get().ok()).isTrue();
    Future<Result> again = session.push("--force", second + ":" + GitSession.REF);
    GateId third = gate();
    assertThat(third).isNotEqualTo(gate);
    gates.deny(third, "once is enough");
    assertThat(again.get().errorText())
        .contains("APPROVAL_DENIED: once is enough [ask-me]", "[remote rejected]");
    assertThat(session.forge(GitSession.BRANCH)).contains(first);
    assertThat(session.events().getLast().metadata()).containsEntry("code", "APPROVAL_DENIED");
  }

  @Test
  void whatAHardRuleForbidsIsNeverAskedAbout() throws Exception {
    gates.forbid(call -> touches(call, ".env"));
    gates.askAbout(_ -> true);
    session.commit(".env", "KEY=1");
    session.git("rm", "--quiet", ".env");
    session.commit("a", "nothing to see");

    Result push = session.push("HEAD:" + GitSession.REF).get();

    assertThat(push.errorText()).contains("POLICY_DENIED: the rule says so [no-way]");
    assertThat(gates.pending()).isEmpty();
    assertThat(session.forge(GitSession.BRANCH)).isEmpty();
  }

  @Test
  void gatesHearWhatAPushDoes() throws Exception {
    String base = session.git("rev-parse", "HEAD");
    Files.createSymbolicLink(session.work.resolve("link"), Path.of("README"));
    session.commit("b/z", "z");
    String head = session.commit("b/a", "a");
    assertThat(session.push("HEAD:" + GitSession.REF).get().ok()).isTrue();
    assertThat(gates.held())
        .singleElement()
        .satisfies(
            call -> {
              assertThat(call.tool()).isEqualTo("git_push");
              assertThat(call.input())
                  .containsEntry("ref", GitSession.REF)
                  .containsEntry("new_oid", head)
                  .containsEntry("force", false)
                  .containsEntry("paths", List.of("b/a", "b/z", "link"))
                  .containsEntry("links", List.of("link"))
                  .doesNotContainKey("old_oid");
            });
    session.git("checkout", "--quiet", "--detach", base);
    assertThat(session.push("--force", "HEAD:" + GitSession.REF).get().ok()).isTrue();
    assertThat(gates.held().getLast().input())
        .containsEntry("old_oid", head)
        .containsEntry("force", true);
  }

  @Test
  void theDefaultBranchIsAskedAboutAndOtherBranchesAreNot() throws Exception {
    gates.askAbout(call -> "refs/heads/main".equals(call.input().get("ref")));
    String head = session.commit("a", "a");
    Future<Result> push = session.push("HEAD:refs/heads/main");
    gates.approve(gate());
    assertThat(push.get().ok()).as(push.get().errorText()).isTrue();
    assertThat(session.forge("main")).contains(head);

    int asked = gates.held().size();
    for (String other : List.of("refs/heads/berth/t2/x", "refs/tags/v1", "refs/berth/kept/x")) {
      assertThat(session.push("HEAD:" + other).get().errorText()).contains("PUSH_REFUSED");
    }
    assertThat(session.push(":refs/heads/main").get().ok()).isFalse();
    assertThat(gates.held()).hasSize(asked);
  }

  @Test
  void aPushThatChangesWhileItWaitedIsAnother() throws Exception {
    gates.askAbout(_ -> true);
    session.commit("a", "harmless");
    Future<Result> harmless = session.push("HEAD:" + GitSession.REF);
    GateId gate = gate();
    String other = session.commit("b", "something else");
    Future<Result> smuggled = session.push("HEAD:" + GitSession.REF);
    await().until(() -> gates.pending().size() == 2);
    gates.approve(gate);
    assertThat(harmless.get().ok()).as(harmless.get().errorText()).isTrue();
    // What the other one asked for began where the branch is no more.
    gates.approve(gate());
    assertThat(smuggled.get().errorText()).contains("the ref moved meanwhile");
    assertThat(session.forge(GitSession.BRANCH)).isPresent().get().isNotEqualTo(other);
  }

  @Test
  void twoPushesOfASessionWaitAndAThirdIsToldToComeAgain() throws Exception {
    gates.askAbout(_ -> true);
    session.commit("a", "a");
    Future<Result> one = session.push("HEAD:" + GitSession.REF);
    Future<Result> two = session.push("HEAD:refs/heads/main");
    await().until(() -> gates.pending().size() == 2);
    await().until(() -> session.quarantines().size() == 2);
    String third = session.commit("b", "b");
    Result refused = session.push("HEAD:" + GitSession.REF).get();
    assertThat(refused.errorText()).contains("PUSH_AWAITS_APPROVAL", "push the same commits again");
    List<GateId> pending = gates.pending();
    gates.deny(pending.get(0), "no");
    gates.deny(pending.get(1), "no");
    assertThat(one.get().ok() || two.get().ok()).isFalse();
    gates.approve(pending.get(2));
    assertThat(session.push("HEAD:" + GitSession.REF).get().ok()).isTrue();
    assertThat(session.forge(GitSession.BRANCH)).contains(third);
  }

  @Test
  void theGateOutlivesTheConnectionAndTheServer() throws Exception {
    gates.askAbout(_ -> true);
    String head = session.commit("a", "a");
    Future<Result> first = session.push("HEAD:" + GitSession.REF);
    GateId gate = gate();
    // A client that has not heard anything yet repeats the push by itself.
    await().until(() -> gates.looks() > 3);
    session.hangUp();
    assertThat(first.get().ok()).isFalse();
    await().untilAsserted(() -> assertThat(session.quarantines()).isEmpty());

    Future<Result> second = session.push("HEAD:" + GitSession.REF);
    int looks = gates.looks();
    await().until(() -> gates.looks() > looks + 3);
    session.restartServer();
    assertThat(second.get().ok()).isFalse();
    assertThat(gates.pending()).containsExactly(gate);
    gates.approve(gate);

    Result third = session.push("HEAD:" + GitSession.REF).get();
    assertThat(third.ok()).as(third.errorText()).isTrue();
    assertThat(session.forge(GitSession.BRANCH)).contains(head);
    assertThat(gates.used()).containsExactly(gate);
  }

  @Test
  void aPushOfASessionThatEndsDoesNotWait() throws Exception {
    gates.askAbout(_ -> true);
    session.commit("a", "a");
    Future<Result> push = session.push("HEAD:" + GitSession.REF);
    GateId gate = gate();
    session.end();
    assertThat(push.get().ok()).isFalse();
    gates.approve(gate);
    assertThat(session.forge(GitSession.BRANCH)).isEmpty();
  }
}
