package dev.berth.compute.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.berth.compute.host.HostProcesses;
import dev.berth.core.backend.Observation;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Properties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What an agent plants for the checkpoint, the verification and the deletion to trip over. */
@Execution(ExecutionMode.CONCURRENT)
final class HostileTreeTest {
  private static final String PLAN =
      """
      checkpoint.url=/workspace/origin.git
      checkpoint.tree=/workspace/repo
      checkpoint.ref=refs/berth/checkpoint/s
      checkpoint.interval_ms=700
      """;

  @TempDir private Path data;
  private TestHost host;
  private String plan = PLAN;

  @BeforeEach
  void open() throws Exception {
    host = TestHost.sandboxed(data);
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/perl")), "perl is not installed");
  }

  @AfterEach
  void close() throws Exception {
    host.close();
  }

  private TestHost.Session ended(TestHost.Session session) {
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> !(session.observed() instanceof Observation.Running));
    return session;
  }

  /** Plants one thing, waits for a checkpoint that holds the file {@code work}, and shows it. */
  private TestHost.Session checkpointed(String plant) throws Exception {
    return checkpointed(plant, "true");
  }

  private TestHost.Session checkpointed(String plant, String afterwards) throws Exception {
    String script =
        """
        cd /workspace
        git init -q --bare origin.git; git init -q repo; cd repo
        mark='touch /workspace/ran'
        %s
        cd /workspace/repo; echo work > work
        show() { git --git-dir=/workspace/origin.git show refs/berth/checkpoint/s:work 2>/dev/null; }
        i=0; until [ "$(show)" = work ] || [ $((i += 1)) -gt 300 ]; do sleep 0.05; done
        %s
        echo "saved: $(show)"
        """
            .formatted(plant, afterwards);
    TestHost.Session session =
        ended(host.start(TestHost.Wanted.agent(script).planned(plan), _ -> {}));
    assertThat(session.output()).as(session.log()).endsWith("saved: work\n");
    return session;
  }

  private static void ranNothing(TestHost.Session session) {
    assertThat(session.tree.resolve("ran")).doesNotExist();
  }

  @Test
  void theCheckpointListensToNoConfigurationOfTheAgent() throws Exception {
    ranNothing(
        checkpointed(
            """
            git config core.fsmonitor "$mark"
            git config core.sshCommand "$mark"; git config credential.helper "!$mark"
            git config core.attributesFile /workspace/repo/attributes
            cp .git/config /home/agent/.gitconfig
            """));
  }

  @Test
  void theCheckpointRunsNoHookOfTheAgent() throws Exception {
    ranNothing(
        checkpointed(
            """
            for hook in pre-commit post-commit post-index-change reference-transaction pre-push \
                pre-auto-gc; do
              printf '#!/bin/sh\\n%s\\n' "$mark" > .git/hooks/$hook; chmod +x .git/hooks/$hook
            done
            mkdir -p /home/agent/hooks; cp .git/hooks/* /home/agent/hooks
            printf '[core]\\n hooksPath = /home/agent/hooks\\n' > /home/agent/.gitconfig
            """));
  }

  @Test
  void theCheckpointRunsNoFilterOfTheAgent() throws Exception {
    ranNothing(
        checkpointed(
            """
            git config filter.evil.clean "$mark; cat"; git config filter.evil.process "$mark"
            git config filter.evil.required true; git config diff.evil.textconv "$mark"
            cp .git/config /home/agent/.gitconfig
            echo '* filter=evil diff=evil' | tee .gitattributes > .git/info/attributes
            """));
  }

  @Test
  void theCheckpointSurvivesAlternatesThatLeadAway() throws Exception {
    checkpointed("printf '/etc\\n/proc/1/root\\n../../../..\\n' > .git/objects/info/alternates");
  }

  @Test
  void theCheckpointSurvivesAGitThatIsNone() throws Exception {
    checkpointed("rm -rf .git; mkfifo .git");
    checkpointed("rm -rf .git; echo 'gitdir: /proc/1/root' > .git");
  }

  @Test
  void theCheckpointSurvivesPipes() throws Exception {
    checkpointed("mkfifo fifo; mkdir d; mkfifo d/fifo");
  }

  @Test
  void aPipeWhereGitReadsHoldsACheckpointUpButNotTheNextOne() throws Exception {
    // Git opens these and waits for a writer, until its time is up.
    checkpointed("mkfifo .gitattributes .gitignore; (sleep 2; rm .gitattributes .gitignore) &");
  }

  @Test
  void anEndIsNotHeldUpByAPipeWhereGitReads() throws Exception {
    TestHost.Session session =
        host.start(
            TestHost.Wanted.agent(
                    "git init -q --bare origin.git; mkdir repo; mkfifo repo/.gitignore; echo up")
                .planned(PLAN),
            _ -> {});
    await().until(() -> session.output().contains("up"));
    await()
        .atMost(Duration.ofSeconds(8))
        .until(() -> session.observed() instanceof Observation.Ended);
    assertThat(new HostProcesses().all())
        .noneMatch(seen -> seen.arguments().contains("--work-tree=/workspace/repo"));
  }

  @Test
  void theCheckpointFollowsNoLink() throws Exception {
    TestHost.Session session =
        checkpointed(
            """
            ln -s /etc/passwd link; ln -s . self; ln -s /proc/1/root root; ln -s /dev/zero endless
            mkdir real; ln -s /etc real/etc
            """,
            "git --git-dir=/workspace/origin.git ls-tree -r refs/berth/checkpoint/s | cut"
                + " -c1-6,53-");
    assertThat(session.output())
        .contains("120000\tlink", "120000\tself", "120000\troot", "120000\tendless")
        .contains("120000\treal/etc\n")
        .doesNotContain("passwd", "hosts");
  }

  @Test
  void theCheckpointSurvivesFiveThousandLevels() throws Exception {
    // Git looks each level up by its whole path: over a second of a quiet machine.
    plan = PLAN + "checkpoint.limit_ms=20000\n";
    checkpointed("perl -e 'for (1..5000) { mkdir \"d\"; chdir \"d\" } open F, \">bottom\"'");
  }

  @Test
  void theCheckpointSurvivesWhatItMayNotRead() throws Exception {
    checkpointed(
        """
        mkdir -p closed/inner; echo x > closed/inner/f; chmod 000 closed/inner closed
        echo secret > unreadable; chmod 000 unreadable
        """);
  }

  @Test
  void theCheckpointSurvivesRepositoriesInTheRepository() throws Exception {
    checkpointed(
        """
        git init -q empty
        git init -q full; git -C full config core.fsmonitor "$mark"
        git -C full -c user.name=a -c user.email=a@example.org commit -q --allow-empty -m one
        git -C full config core.hooksPath /workspace/repo
        """);
  }

  @Test
  void theCheckpointSurvivesNamesThatAreTraps() throws Exception {
    checkpointed(
        "touch -- '-rf' '--exec=x' ':(top)x' 'new\nline' \"$(printf 'bad\\377name')\" 'a b' '\"'");
  }

  /** A repository of the test's own making; answers the commit to verify. */
  private static String repository(Path workspace, String fastImport) throws Exception {
    Path script = Files.writeString(workspace.resolve("import"), fastImport);
    Process git =
        new ProcessBuilder(
                "/bin/sh",
                "-ec",
                """
                git init -q --bare origin.git
                git --git-dir=origin.git fast-import --quiet < import
                git --git-dir=origin.git rev-parse refs/heads/main
                """)
            .directory(workspace.toFile())
            .redirectErrorStream(true)
            .start();
    String output = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(git.waitFor()).as(output).isZero();
    Files.delete(script);
    return output.strip();
  }

  /** One commit with these entries, and a build script. */
  private static String commit(String build, String entries) {
    return """
    commit refs/heads/main
    committer a <a@example.org> 1700000000 +0000
    data 3
    one
    M 100755 inline build.sh
    data <<BUILD
    %s
    BUILD
    %s
    """
        .formatted(build, entries);
  }

  private Properties verified(String fastImport) throws Exception {
    String plan =
        "verify.url=/workspace/origin.git\nverify.build=sh build.sh\nverify.timeout_ms=8000\n";
    // The plan has to name the commit, which only the made repository knows: made twice, the same.
    Path scratch = Files.createDirectory(data.resolve("scratch"));
    String oid = repository(scratch, fastImport);
    TestHost.Session session =
        host.start(
            TestHost.Wanted.verification(plan + "verify.head=" + oid + "\n"),
            workspace -> repository(workspace, fastImport));
    ended(session);
    assertThat(session.gateway.heard("/session/verification")).as(session.log()).isTrue();
    Properties report = session.gateway.calls("/session/verification").getFirst().properties();
    session.release();
    assertThat(session.tree.getParent()).doesNotExist();
    return report;
  }

  @Test
  void theVerificationRunsNoFilterAndNoHookOfTheCommit() throws Exception {
    String entries =
        """
        M 100644 inline .gitattributes
        data <<END
        * filter=evil ident
        END
        M 100755 inline .githooks/post-checkout
        data <<END
        touch /workspace/ran
        END
        M 100644 inline .gitmodules
        data <<END
        [submodule "x"]
          path = sub
          url = ext::touch /workspace/ran
          update = !touch /workspace/ran
        END
        """;
    assertThat(verified(commit("ls /workspace/ran; exit 3", entries)))
        .containsEntry("head.build.exit", "3")
        .doesNotContainKey("error")
        .hasEntrySatisfying(
            "head.build.output", text -> assertThat(text.toString()).contains("No such file"));
  }

  @Test
  void theVerificationOutlivesAnAbyssOfDirectories() throws Exception {
    String deep = "d/".repeat(5000) + "bottom";
    String entries = "M 100644 inline " + deep + "\ndata 1\nx\n";
    Properties report = verified(commit("exit 0", entries));
    assertThat(report)
        .as(report.toString())
        .containsKey("error")
        .doesNotContainKey("head.build.exit");
  }

  @Test
  void theVerificationChecksLinksOutAsLinks() throws Exception {
    String entries =
        """
        M 120000 inline link
        data 11
        /etc/passwd
        M 120000 inline self
        data 1
        .
        """;
    assertThat(verified(commit("test -L link && test -L self && exit 4", entries)))
        .containsEntry("head.build.exit", "4");
  }

  @Test
  void theVerificationEndsThoughTheBuildLeavesProcessesThatIgnoreEverything() throws Exception {
    String build =
        "trap '' TERM HUP; (setsid sh -c 'trap \"\" TERM; sleep 27182' &); sleep 27182 & exit 5";
    assertThat(verified(commit(build, ""))).containsEntry("head.build.exit", "5");
    assertThat(new HostProcesses().all()).noneMatch(seen -> seen.arguments().contains("27182"));
  }

  @Test
  void theVerificationEndsABuildThatDoesNot() throws Exception {
    String build = "trap '' TERM INT; while :; do sleep 1; done";
    assertThat(verified(commit(build, ""))).containsEntry("head.build.exit", "124");
  }
}
