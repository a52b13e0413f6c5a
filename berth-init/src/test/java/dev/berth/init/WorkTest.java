package dev.berth.init;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.berth.testkit.gateway.PlayedGateway;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clone, commit and push for agents that know nothing of Berth, in bubblewrap with a real git. */
final class WorkTest {
  private static final String BRANCH = "berth/x/fix";

  @TempDir private Path root;
  private TestSession session;
  private String base;

  @BeforeEach
  void open() throws Exception {
    TestSession.assumeBubblewrap();
    session = new TestSession(root);
    base =
        sh(
            """
            git init -q --bare origin.git
            git --git-dir origin.git config uploadpack.allowAnySHA1InWant true
            git init -q seed; cd seed
            git config user.name t; git config user.email t@example.org
            echo 43 > answer; echo kept > built; echo built > .gitignore
            git add -f .; git commit -qm one; git tag v1
            git push -q ../origin.git HEAD:main v1; git rev-parse HEAD
            cd ..; rm -rf seed
            """);
  }

  @AfterEach
  void close() throws Exception {
    session.close();
  }

  private String sh(String script) throws Exception {
    Process process =
        new ProcessBuilder("/bin/sh", "-ec", script)
            .directory(session.workspace.toFile())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output.strip();
  }

  /** Of the origin. */
  private String git(String arguments) throws Exception {
    return sh("git --git-dir origin.git " + arguments);
  }

  private static String escaped(String text) {
    return text.replace("\\", "\\\\").replace("\n", "\\n");
  }

  private String work(String url) {
    return "work.url="
        + url
        + "\nwork.base="
        + base
        + "\nwork.default_branch=main\nwork.branch="
        + BRANCH
        + "\nwork.push=true\nwork.message="
        + escaped("Correct the answer\n\nTask-Id: 01X\nPrompt-Version: abc")
        + "\ncheckpoint.tree=/workspace/repo\nstop.grace_ms=1000\n";
  }

  private String command(String script) {
    return "agent.kind=command\nagent.cwd=/workspace/repo\nagent.command.0=/bin/sh\n"
        + "agent.command.1=-ec\nagent.command.2="
        + escaped(script)
        + "\nagent.env.PATH=/usr/bin:/bin\nagent.env.HOME=/home/agent\n"
        + "agent.stdin=the task\n"
        + work("/workspace/origin.git");
  }

  private PlayedGateway gateway(String plan) throws Exception {
    return new PlayedGateway(session.doors.resolve("gateway.sock"), plan);
  }

  private void awaitEnd() throws Exception {
    assertThat(session.startIsolated().waitFor(20, TimeUnit.SECONDS)).as(session.log()).isTrue();
  }

  private static Properties exit(PlayedGateway gateway) {
    return gateway.calls("/session/exit").getFirst().properties();
  }

  @Test
  void whatACommandLeftIsOneCommitOnTheBase() throws Exception {
    String script =
        """
        cat > said; git log --format=%s; git branch --show-current; git describe --tags
        git config core.fsmonitor 'touch /workspace/ran'
        git config core.hooksPath /workspace/repo/hooks
        git config filter.f.clean 'touch /workspace/ran'
        echo '* filter=f' > .gitattributes
        mkdir hooks; printf '#!/bin/sh\\ntouch /workspace/ran\\n' > hooks/pre-push
        chmod +x hooks/pre-push; cp hooks/pre-push hooks/pre-commit
        git config remote.origin.url https://elsewhere.example/x.git
        echo 42 > answer; echo more >> built; echo ignored > .git/info/exclude; echo i > ignored
        """;
    try (PlayedGateway gateway = gateway(command(script))) {
      awaitEnd();
      assertThat(exit(gateway)).as(session.log()).containsEntry("exit_code", "0");
      assertThat(gateway.output("stdout")).isEqualTo("one\n" + BRANCH + "\nv1\n");
      assertThat(gateway.heard("/session/failed")).isFalse();
      assertThat(git("log --format=%P%n%B -1 " + BRANCH))
          .isEqualTo(base + "\nCorrect the answer\n\nTask-Id: 01X\nPrompt-Version: abc");
      assertThat(git("show " + BRANCH + ":answer " + BRANCH + ":said")).isEqualTo("42\nthe task");
      assertThat(git("show " + BRANCH + ":built"))
          .as("what is tracked stays so, whether it is ignored or not")
          .isEqualTo("kept\nmore");
      assertThat(git("ls-tree --name-only " + BRANCH)).contains("hooks", "ignored");
      assertThat(session.workspace.resolve("ran")).doesNotExist();
    }
  }

  @Test
  void commitsThatTheAgentPushedStayAndTheRestComesOnTop() throws Exception {
    String script =
        """
        git config user.name a; git config user.email a@example.org
        git remote set-url origin /workspace/origin.git
        echo 42 > answer; git commit -qam mine; git push -q; echo more > notes; exit 3
        """;
    try (PlayedGateway gateway = gateway(command(script))) {
      awaitEnd();
      assertThat(exit(gateway)).as(session.log()).containsEntry("exit_code", "3");
      assertThat(git("log --format=%s " + BRANCH))
          .isEqualTo("Unfinished: Correct the answer\nmine\none");
    }
  }

  @Test
  @Tag("long")
  void withoutAChangeThereIsNoBranch() throws Exception {
    try (PlayedGateway gateway = gateway(command("true"))) {
      awaitEnd();
      assertThat(exit(gateway)).as(session.log()).containsEntry("exit_code", "0");
      assertThat(git("branch")).endsWith("main").doesNotContain(BRANCH);
    }
  }

  @Test
  void whatAKilledCommandLeftIsNotItsWork() throws Exception {
    try (PlayedGateway gateway = gateway(command("echo 42 > answer; kill -9 $$"))) {
      awaitEnd();
      assertThat(exit(gateway)).as(session.log()).containsEntry("signal", "9");
      assertThat(git("branch")).endsWith("main").doesNotContain(BRANCH);
    }
  }

  @Test
  void aRefusedPushIsToldInGitsWords() throws Exception {
    sh("printf '#!/bin/sh\\necho not here >&2; exit 1\\n' > origin.git/hooks/pre-receive");
    sh("chmod +x origin.git/hooks/pre-receive");
    try (PlayedGateway gateway = gateway(command("echo 42 > answer"))) {
      awaitEnd();
      assertThat(gateway.calls("/session/failed").getFirst().properties())
          .containsEntry("code", "PUSH_REFUSED")
          .hasEntrySatisfying("message", m -> assertThat(m.toString()).contains("not here"));
      assertThat(gateway.heard("/session/exit")).isTrue();
    }
  }

  @Test
  void withoutACloneTheCommandIsNotStarted() throws Exception {
    base = "0".repeat(39) + "1";
    try (PlayedGateway gateway = gateway(command("echo 42 > answer"))) {
      awaitEnd();
      assertThat(gateway.calls("/session/failed").getFirst().properties())
          .containsEntry("code", "CLONE_FAILED");
      assertThat(exit(gateway)).containsEntry("reason", "clone_failed");
      assertThat(session.workspace.resolve("repo/answer")).doesNotExist();
    }
  }

  @Test
  @Tag("long")
  void aStopDoesNotWaitForAClone() throws Exception {
    try (PlayedGateway gateway = gateway(command("true"))) {
      sh("mv origin.git away");
      Process holder = session.startIsolated();
      await().until(() -> gateway.heard("/session/ready"));
      gateway.say("stop");
      assertThat(holder.waitFor(20, TimeUnit.SECONDS)).as(session.log()).isTrue();
      assertThat(exit(gateway)).containsEntry("reason", "stop");
      assertThat(gateway.heard("/session/failed")).isFalse();
    }
  }

  @Test
  void aPlainAgentThatWorksOnIsAwaited() throws Exception {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    String plan =
        "agent.kind=plain\nagent.command.0="
            + java
            + "\nagent.command.1=-cp\nagent.command.2=/opt/berth/agent\n"
            + "agent.command.3=dev.berth.init.HttpTestAgent\nagent.command.4=8080\n"
            + "agent.command.5=busy\nagent.env.HOME=/home/agent\ninvocation.body={}\n"
            + work("/workspace/origin.git");
    try (PlayedGateway gateway = gateway(plan)) {
      session.startIsolated();
      await().atMost(TestSession.patience()).until(() -> gateway.heard("/session/response"));
      assertThat(gateway.calls("/session/response").getFirst().text()).isEqualTo("\"begun\"");
      assertThat(git("show " + BRANCH + ":answer")).as(session.log()).isEqualTo("42");
      assertThat(Files.isDirectory(session.workspace.resolve("repo/.git"))).isTrue();
    }
  }
}
