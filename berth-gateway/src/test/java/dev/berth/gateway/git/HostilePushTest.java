package dev.berth.gateway.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.berth.core.exec.CommandRunner.Result;
import dev.berth.core.id.GateId;
import dev.berth.core.policy.Call;
import dev.berth.gateway.PlayedGates;
import dev.berth.gateway.client.UnixHttp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * An agent that holds the session's token, speaks git and HTTP, and wants a file past a rule that
 * nobody lifts, or a push past people.
 */
@Timeout(60)
final class HostilePushTest {
  private static final String SECRET = "deploy/.env";
  @TempDir private Path root;
  private final PlayedGates gates = new PlayedGates();
  private GitSession session;

  @BeforeEach
  void open() throws IOException {
    session = new GitSession(root, gates);
    gates.forbid(call -> names(call, "paths", SECRET) || names(call, "links", "deploy"));
  }

  @AfterEach
  void close() throws IOException {
    await().untilAsserted(() -> assertThat(session.quarantines()).isEmpty());
    session.close();
  }

  private static boolean names(Call call, String key, String path) {
    return call.input().get(key) instanceof Collection<?> all && all.contains(path);
  }

  private GateId gate() {
    await().until(() -> !gates.pending().isEmpty());
    return gates.pending().getFirst();
  }

  private void refused(String... what) throws Exception {
    Result push = session.push(what).get();
    assertThat(push.ok()).as(push.errorText()).isFalse();
    assertThat(push.errorText()).contains("POLICY_DENIED");
    assertThat(session.forge(GitSession.BRANCH)).isEmpty();
  }

  @Test
  void aFileOfAnEarlierCommitIsSeen() throws Exception {
    session.commit(SECRET, "KEY=1");
    session.git("rm", "--quiet", SECRET);
    session.commit("a", "clean again");
    refused("HEAD:" + GitSession.REF);
  }

  @Test
  void aFileThatComesWithAMergeIsSeen() throws Exception {
    session.git("checkout", "--quiet", "-b", "side");
    session.commit(SECRET, "KEY=1");
    session.git("checkout", "--quiet", "-b", "work", "origin/main");
    session.commit("a", "a");
    // The merged tree is the one from before: only the side line has the file.
    session.git("merge", "--quiet", "--strategy=ours", "--no-edit", "side");
    assertThat(session.git("ls-tree", "-r", "--name-only", "HEAD")).doesNotContain(SECRET);
    refused("HEAD:" + GitSession.REF);
  }

  @Test
  void aFileThatOnlyTheMergeItselfHasIsSeen() throws Exception {
    session.git("checkout", "--quiet", "-b", "side");
    session.commit("b", "b");
    session.git("checkout", "--quiet", "-b", "work", "origin/main");
    session.commit("a", "a");
    session.git("merge", "--quiet", "--no-commit", "side");
    session.commit(SECRET, "KEY=1");
    assertThat(session.git("rev-list", "--merges", "--count", "HEAD")).isEqualTo("1");
    refused("HEAD:" + GitSession.REF);
  }

  @Test
  void aLinkInThePlaceOfADirectoryIsSeen() throws Exception {
    session.commit("elsewhere/.env", "KEY=1");
    Files.createSymbolicLink(session.work.resolve("deploy"), Path.of("elsewhere"));
    session.commit("a", "link");
    refused("HEAD:" + GitSession.REF);
  }

  @Test
  void whatWasSavedAsACheckpointIsNewToTheBranch() throws Exception {
    session.commit(SECRET, "KEY=1");
    assertThat(session.push("HEAD:" + session.checkpoint()).get().ok()).isTrue();
    refused("HEAD:" + GitSession.REF);
    session.git("rm", "--quiet", SECRET);
    session.commit("a", "clean again");
    refused("HEAD:" + GitSession.REF);
  }

  @Test
  void namesThatMeanAnotherRefMeanNothing() throws Exception {
    session.commit("a", "a");
    for (String ref :
        List.of(
            "refs/heads/berth/t1",
            GitSession.REF + "/main",
            "refs/heads/MAIN",
            "refs/remotes/origin/main",
            "refs/berth/kept/" + "1".repeat(40))) {
      assertThat(session.push("HEAD:" + ref).get().ok()).as(ref).isFalse();
    }
    for (String ref : List.of(GitSession.REF + "/../../../main", "HEAD", "refs/heads/main\u00a0")) {
      UnixHttp.Answer answer = session.post("0".repeat(40) + " " + "1".repeat(40) + " " + ref);
      assertThat(answer.status()).as(ref).isEqualTo(400);
    }
    assertThat(gates.held()).isEmpty();
  }

  @Test
  void anApprovalIsForOneRefAndNotForAnother() throws Exception {
    gates.askAbout(call -> names(call, "paths", "ci.yml"));
    session.commit("ci.yml", "on: push");
    Future<Result> own = session.push("HEAD:" + GitSession.REF);
    GateId first = gate();
    gates.approve(first);
    assertThat(own.get().ok()).isTrue();

    Future<Result> main = session.push("HEAD:refs/heads/main");
    GateId second = gate();
    assertThat(second).isNotEqualTo(first);
    gates.deny(second, "no");
    assertThat(main.get().ok()).isFalse();
    assertThat(session.forge("main")).contains(session.git("rev-parse", "origin/main"));
  }

  @Test
  void ofTwoRefsInOnePushEachIsJudged() throws Exception {
    gates.askAbout(call -> "refs/heads/main".equals(call.input().get("ref")));
    String head = session.commit("a", "a");
    Future<Result> both = session.push("HEAD:" + GitSession.REF, "HEAD:refs/heads/main");
    gates.deny(gate(), "not there");
    assertThat(both.get().errorText()).contains("APPROVAL_DENIED: not there");
    assertThat(session.forge(GitSession.BRANCH)).contains(head);
    assertThat(session.forge("main")).isPresent().get().isNotEqualTo(head);
  }

  @Test
  void theSameBytesAgainMoveNothing() throws Exception {
    gates.askAbout(call -> Boolean.TRUE.equals(call.input().get("force")));
    String first = session.commit("a", "first");
    assertThat(session.push("HEAD:" + GitSession.REF).get().ok()).isTrue();
    String base = session.git("rev-parse", "origin/main");
    // Forced back to the base: approved once. No pack is needed, all of it is there.
    String line = first + " " + base + " " + GitSession.REF;
    Future<UnixHttp.Answer> back = session.postLater(line);
    gates.approve(gate());
    assertThat(back.get().status()).isEqualTo(200);
    assertThat(session.forge(GitSession.BRANCH)).contains(base);
    assertThat(session.push("HEAD:" + GitSession.REF).get().ok()).isTrue();
    // The recorded request, played again: the approval is used up, people are asked anew.
    Future<UnixHttp.Answer> replayed = session.postLater(line);
    gates.deny(gate(), "once");
    assertThat(replayed.get().text()).contains("APPROVAL_DENIED");
    assertThat(session.forge(GitSession.BRANCH)).contains(first);
  }

  @Test
  void anotherTokenOpensNothingAndNoRouteDecides() throws Exception {
    for (String token : List.of("", "berth_s_" + "A".repeat(43), "berth_" + "A".repeat(43))) {
      assertThat(
              session
                  .call(
                      "GET", "/session/git/acme/shop.git/info/refs?service=git-upload-pack", token)
                  .status())
          .isEqualTo(401);
    }
    String gate = "01ARZ3NDEKTSV4RRFFQ69G5G00";
    for (Map.Entry<String, String> route :
        Map.of(
                "/session/gates/" + gate + "/approve",
                "POST",
                "/session/gates/" + gate,
                "PUT",
                "/v1/tasks/" + gate + "/approve",
                "POST",
                "/v1/pending",
                "GET")
            .entrySet()) {
      assertThat(session.call(route.getValue(), route.getKey(), session.token()).status())
          .as(route.getKey())
          .isIn(404, 405);
    }
  }
}
