package dev.berth.init;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.berth.init.clock.SystemClock;
import dev.berth.testkit.gateway.PlayedGateway;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Holder and session init together, in bubblewrap, with a gateway that is played. */
final class HolderTest {
  @TempDir private Path root;
  private TestSession session;

  @BeforeEach
  void open() throws Exception {
    TestSession.assumeBubblewrap();
    session = new TestSession(root);
  }

  @AfterEach
  void close() throws Exception {
    session.close();
  }

  private static String command(String script) {
    return "agent.kind=command\nagent.command.0=/bin/sh\nagent.command.1=-c\nagent.command.2="
        + script
        + "\nagent.env.NAME=value\nstop.grace_ms=1000\n";
  }

  private PlayedGateway gateway(String plan) throws Exception {
    return new PlayedGateway(session.doors.resolve("gateway.sock"), plan);
  }

  private void awaitEnd(Process holder) throws Exception {
    assertThat(holder.waitFor(20, TimeUnit.SECONDS)).as(session.log()).isTrue();
  }

  @Test
  void runsACommandAndTellsHowItEnded() throws Exception {
    try (PlayedGateway gateway = gateway(command("env; echo oops >&2; pwd; exit 7"))) {
      Process holder = session.startIsolated();
      awaitEnd(holder);
      assertThat(gateway.calls("/session/hello").getFirst().authorization())
          .isEqualTo("Bearer t0ken");
      assertThat(gateway.heard("/session/ready")).isTrue();
      assertThat(gateway.output("stdout")).contains("NAME=value").contains("/workspace");
      assertThat(gateway.output("stdout").lines().filter(l -> l.contains("=")).toList())
          .as("nothing but the plan's environment, and what the shell adds")
          .allMatch(l -> l.startsWith("NAME=") || l.startsWith("PWD="));
      assertThat(gateway.output("stderr")).isEqualTo("oops\n");
      assertThat(gateway.calls("/session/exit").getFirst().properties())
          .containsEntry("exit_code", "7")
          .containsEntry("reason", "exited");
      assertThat(session.exit())
          .containsEntry("exit_code", "7")
          .containsEntry("reason", "ended")
          .containsEntry("oom", "false");
    }
  }

  @Test
  void nothingOfTheStarterIsSeenInside() throws Exception {
    String script =
        "tr '\\\\0' '\\\\n' < /proc/1/environ; tr '\\\\0' ' ' < /proc/1/cmdline; ls /proc/self/fd";
    try (PlayedGateway gateway = gateway(command(script))) {
      awaitEnd(session.startIsolated());
      assertThat(gateway.output("stdout"))
          .contains("bwrap")
          .doesNotContain("t0ken")
          .doesNotContain(session.directory.toString());
    }
  }

  @Test
  void stopsSoftlyThenByForce() throws Exception {
    String script = "trap 'echo asked; exit 3' TERM; echo up; while :; do sleep 0.05; done";
    try (PlayedGateway gateway = gateway(command(script))) {
      Process holder = session.startIsolated();
      await().until(() -> gateway.output("stdout").contains("up"));
      assertThat(session.ask("STOP 5000 cancelled")).isEqualTo("OK stopping");
      awaitEnd(holder);
      assertThat(gateway.output("stdout")).contains("asked");
      assertThat(session.exit())
          .containsEntry("exit_code", "3")
          .containsEntry("reason", "cancelled");
    }
  }

  @Test
  void anAgentThatIgnoresEverythingIsDeadWithAllItsChildren() throws Exception {
    String script =
        "trap '' TERM; (setsid sh -c 'trap \"\" TERM; (sleep 1000 & ) ; sleep 1000' &);"
            + " echo up; while :; do sleep 0.05; done";
    try (PlayedGateway gateway = gateway(command(script))) {
      Process holder = session.startIsolated();
      await().until(() -> gateway.output("stdout").contains("up"));
      List<ProcessHandle> tree = TestSession.tree(holder);
      assertThat(tree.size()).isGreaterThan(4);
      session.ask("STOP 300 cancelled");
      awaitEnd(holder);
      assertThat(tree).noneMatch(ProcessHandle::isAlive);
    }
  }

  @Test
  void theSandboxDiesWithItsHolder() throws Exception {
    try (PlayedGateway gateway = gateway(command("echo up; sleep 1000"))) {
      Process holder = session.startIsolated();
      await().until(() -> gateway.output("stdout").contains("up"));
      List<ProcessHandle> tree = TestSession.tree(holder);
      holder.destroyForcibly().waitFor();
      await().until(() -> tree.stream().noneMatch(ProcessHandle::isAlive));
    }
  }

  @Test
  void aSecondHolderForTheSameLeaseDoesNotStart() throws Exception {
    try (PlayedGateway gateway = gateway(command("echo up; sleep 1000"))) {
      session.startIsolated();
      await().until(() -> gateway.output("stdout").contains("up"));
      Process second = session.startHolder();
      awaitEnd(second);
      assertThat(second.exitValue()).isNotZero();
      assertThat(session.listening()).isTrue();
    }
  }

  @Test
  void aSessionWithoutAServerEndsAtItsHardEnd() throws Exception {
    session.set("hard_end_ms", new SystemClock().instant().plusMillis(1500).toEpochMilli());
    session.set("orphan_after_ms", 300);
    try (PlayedGateway gateway = gateway(command("sleep 1000"))) {
      // On a slow machine the agent has not begun by then; the end holds all the same.
      awaitEnd(session.startIsolated());
      assertThat(session.exit()).containsEntry("reason", "hard_end");
      assertThat(gateway.heard("/session/exit")).isTrue();
    }
  }

  @Test
  void aWorkspaceThatGrowsTooBigEndsTheSession() throws Exception {
    session.set("disk.directory", session.workspace).set("disk.bytes", 10_000_000);
    String script = "while :; do head -c 1000000 /dev/zero > f$((i += 1)); sleep 0.02; done";
    try (PlayedGateway gateway = gateway(command(script))) {
      Process holder = session.startIsolated();
      awaitEnd(holder);
      assertThat(session.exit()).containsEntry("reason", "disk_limit");
      assertThat(gateway.heard("/session/exit")).isTrue();
    }
  }

  @Test
  void anHttpAgentIsAwaitedInvokedAndAnswered() throws Exception {
    try (PlayedGateway gateway = gateway(http("json"))) {
      Process holder = session.startIsolated();
      await().atMost(TestSession.patience()).until(() -> gateway.heard("/session/response"));
      assertThat(gateway.calls("/session/response").getFirst().target()).endsWith("last=true");
      assertThat(gateway.calls("/session/response").getFirst().text())
          .isEqualTo("{\"echo\":{\"prompt\":\"hi\"}}");
      assertThat(gateway.calls("/session/invoked").getFirst().properties())
          .containsEntry("status", "200");
      await()
          .until(
              () ->
                  gateway.calls("/session/pulse").stream()
                      .anyMatch(c -> "Healthy".equals(c.properties().getProperty("ping"))));
      gateway.say("stop");
      awaitEnd(holder);
      assertThat(gateway.calls("/session/exit").getFirst().properties())
          .containsEntry("reason", "stop");
    }
  }

  @Test
  void eventsOfAPlainAgentAreRelayedAsTheyCome() throws Exception {
    try (PlayedGateway gateway = gateway(http("sse"))) {
      session.startIsolated();
      await()
          .atMost(TestSession.patience())
          .until(() -> gateway.calls("/session/response").size() == 4);
      assertThat(gateway.calls("/session/response").stream().map(PlayedGateway.Call::text).toList())
          .containsExactly("{\"n\":1}", "{\"n\":2}", "{\"n\":3}", "{\"n\":3}");
    }
  }

  @Test
  void anAnswerThatIsTooLargeIsReplacedByWordOfThat() throws Exception {
    try (PlayedGateway gateway = gateway(http("big"))) {
      session.startIsolated();
      await().atMost(TestSession.patience()).until(() -> gateway.heard("/session/response"));
      assertThat(gateway.calls("/session/response").getFirst().target()).endsWith("last=true");
      assertThat(gateway.calls("/session/response").getFirst().text())
          .contains("ANSWER_TOO_LARGE")
          .hasSizeLessThan(200);
    }
  }

  @Test
  void anInvocationThatBreaksOffIsReportedAsFailed() throws Exception {
    try (PlayedGateway gateway = gateway(http("hangup"))) {
      session.startIsolated();
      await().atMost(TestSession.patience()).until(() -> gateway.heard("/session/invoked"));
      assertThat(gateway.calls("/session/invoked").getFirst().properties())
          .containsEntry("status", "502");
    }
  }

  @Test
  void aSandboxThatDiesBeforeItHasBootedLeavesWordOfItsEnd() throws Exception {
    // More than a pipe holds, so that the holder is still writing when nobody reads any more.
    session.set("boot.filler", "x".repeat(200_000));
    awaitEnd(session.startProgram("/bin/sh", "-c", "echo no such option; exit 9"));
    assertThat(session.exit()).containsEntry("exit_code", "9");
    assertThat(session.log()).contains("no such option");
  }

  @Test
  void theAgentWorksOnWhileTheServerIsAwayAndNothingIsLost() throws Exception {
    String script = "echo before; while [ ! -f go ]; do sleep 0.02; done; echo after; exit 4";
    Process holder;
    try (PlayedGateway gateway = gateway(command(script))) {
      holder = session.startIsolated();
      await().until(() -> gateway.output("stdout").contains("before"));
    }
    Files.createFile(session.workspace.resolve("go"));
    try (PlayedGateway restarted = gateway(command(script))) {
      awaitEnd(holder);
      assertThat(restarted.output("stdout")).isEqualTo("after\n");
      assertThat(restarted.calls("/session/exit").getFirst().properties())
          .containsEntry("exit_code", "4");
    }
  }

  /** A repository in the workspace, with one commit; answers its oid. */
  private String repository() throws Exception {
    Process git =
        new ProcessBuilder(
                "/bin/sh",
                "-ec",
                """
                git init -q --bare origin.git
                git init -q seed; cd seed
                git config user.name t; git config user.email t@example.org
                echo 'echo built; exit 3' > build.sh
                git add .; git commit -qm one; git push -q ../origin.git HEAD:main
                git rev-parse HEAD
                """)
            .directory(session.workspace.toFile())
            .start();
    String output = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(git.waitFor()).isZero();
    return output.strip();
  }

  @Test
  void verifiesAPushedCommitInAFreshCheckout() throws Exception {
    String oid = repository();
    String plan =
        "mode=verify\nverify.url=/workspace/origin.git\nverify.build=sh build.sh\nverify.head="
            + oid
            + "\n";
    try (PlayedGateway gateway = gateway(plan)) {
      awaitEnd(session.startIsolated());
      assertThat(gateway.heard("/session/verification")).as(session.log()).isTrue();
      var report = gateway.calls("/session/verification").getFirst().properties();
      assertThat(report)
          .as(report.toString())
          .containsEntry("head.build.exit", "3")
          .containsEntry("head.build.output", "built\n")
          .containsEntry("head.build.command", "sh build.sh")
          .doesNotContainKey("head.lint.exit")
          .doesNotContainKey("error");
      assertThat(report.getProperty("head.commit")).hasSize(40);
    }
  }

  @Test
  void savesTheTreeWithoutListeningToTheAgentsGit() throws Exception {
    repository();
    String script =
        "cd seed; git config core.fsmonitor 'touch /workspace/ran'; echo new > work; sleep 1; exit"
            + " 0";
    String plan =
        command(script)
            + "checkpoint.url=/workspace/origin.git\ncheckpoint.tree=/workspace/seed\n"
            + "checkpoint.ref=refs/berth/checkpoint/s\ncheckpoint.interval_ms=100\n";
    try (PlayedGateway gateway = gateway(plan)) {
      awaitEnd(session.startIsolated());
      Process show =
          new ProcessBuilder("git", "show", "refs/berth/checkpoint/s:work")
              .directory(session.workspace.resolve("origin.git").toFile())
              .start();
      assertThat(new String(show.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
          .as(session.log())
          .isEqualTo("new\n");
      assertThat(session.workspace.resolve("ran")).doesNotExist();
      assertThat(gateway.heard("/session/exit")).isTrue();
    }
  }

  private static String http(String kind) {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    return "agent.kind=plain\nagent.command.0="
        + java
        + "\nagent.command.1=-cp\nagent.command.2=/opt/berth/agent\n"
        + "agent.command.3=dev.berth.init.HttpTestAgent\nagent.command.4=8080\nagent.command.5="
        + kind
        + "\nagent.env.HOME=/home/agent\nstop.grace_ms=1000\n"
        + "invocation.body={\"prompt\":\"hi\"}\n";
  }
}
