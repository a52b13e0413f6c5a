package dev.berth.init;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.testkit.gateway.PlayedGateway;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A build that would rather write its own verification. */
final class HostileBuildTest {
  /**
   * Looks for the token as Berth's own git and session init carry it, as long as it lives, and
   * changes the other checkout.
   */
  private static final String BUILD =
      """
      cat > thief.sh <<'END'
      while :; do
        for p in /proc/[0-9]*; do
          tr '\\0' '\\n' < $p/environ 2>/dev/null | grep -a -e 't0ken' -e Authorization >> /workspace/stolen
          case $p in
            /proc/self|/proc/$$) ;;
            *) if tr '\\0' ' ' < $p/cmdline 2>/dev/null | grep -q SessionInit; then
                 (exec 3< $p/mem) 2>/dev/null && test $(basename $p) != 1 && echo mem $p >> /workspace/opened
                 readlink $p/fd/0 > /dev/null 2>&1 && test $(basename $p) != 1 && echo fd $p >> /workspace/opened
               fi;;
          esac
        done
        echo x >> /workspace/alive
      done
      END
      setsid sh thief.sh > /dev/null 2>&1 &
      (setsid sh -c 'setsid sleep 27182 &' &)
      grep -rl t0ken /home/agent /tmp /workspace/home 2>/dev/null
      echo 'exit 0' > ../base/build.sh
      while [ ! -s /workspace/alive ]; do sleep 0.05; done
      exit 0
      """;

  /** Runs after the build, in the same tree. */
  private static final String LINT =
      """
      for p in /proc/[0-9]*; do tr '\\0' ' ' < $p/cmdline; echo; done | grep -e thief -e 27182 | grep -v grep && exit 1
      touch /tmp/.attach_pid2; kill -QUIT 2; sleep 0.5; ls /tmp/.java_pid2 2>/dev/null && exit 2
      exit 0
      """;

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

  /** A repository whose base fails, and whose head is hostile; answers both oids. */
  private String[] repository() throws Exception {
    Path seed = Files.createDirectory(session.workspace.resolve("seed"));
    Files.writeString(seed.resolve("build.sh"), "exit 5\n");
    sh(seed, "git init -q . && git add . && git commit -qm base");
    Files.writeString(seed.resolve("build.sh"), BUILD);
    Files.writeString(seed.resolve("lint.sh"), LINT);
    sh(seed, "git add . && git commit -qm head && git clone -q --bare . ../origin.git");
    return sh(seed, "git rev-parse HEAD^ HEAD").split("\n");
  }

  private static String sh(Path directory, String script) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder("/bin/sh", "-ec", script).directory(directory.toFile());
    for (String who : new String[] {"AUTHOR", "COMMITTER"}) {
      builder.environment().put("GIT_" + who + "_NAME", "t");
      builder.environment().put("GIT_" + who + "_EMAIL", "t@example.org");
    }
    Process process = builder.redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output.strip();
  }

  private Properties verify(String plan) throws Exception {
    try (PlayedGateway gateway =
        new PlayedGateway(session.doors.resolve("gateway.sock"), "mode=verify\n" + plan)) {
      Process holder = session.startIsolated();
      assertThat(holder.waitFor(60, TimeUnit.SECONDS)).as(session.log()).isTrue();
      assertThat(gateway.calls("/session/verification")).as(session.log()).hasSize(1);
      return gateway.calls("/session/verification").getFirst().properties();
    }
  }

  @Test
  void findsNoTokenAndDoesNotOutliveItsCommandOrReachTheBase() throws Exception {
    String[] oids = repository();
    Properties report =
        verify(
            "verify.url=/workspace/origin.git\nverify.build=sh build.sh\n"
                + "verify.lint=test ! -f lint.sh || sh lint.sh\n"
                + "agent.env.SECRET=t0ken\nagent.env.PLAIN=yes\n"
                + "file.credentials=token t0ken\nverify.base="
                + oids[0]
                + "\nverify.head="
                + oids[1]
                + "\n");

    assertThat(report)
        .as(report.toString())
        .containsEntry("head.build.exit", "0")
        .containsEntry("head.build.output", "")
        .containsEntry("head.lint.exit", "0")
        .containsEntry("base.build.exit", "5")
        .doesNotContainKey("error");
    assertThat(session.workspace.resolve("alive")).isNotEmptyFile();
    assertThat(session.workspace.resolve("stolen")).isEmptyFile();
    Path opened = session.workspace.resolve("opened");
    assertThat(Files.exists(opened) ? Files.readString(opened) : "").isEmpty();
  }

  @Test
  void theReasonOfAFailedCheckoutFitsWhatTheGatewayTakes() throws Exception {
    Properties report =
        verify(
            "verify.url=/workspace/" + "none/".repeat(1_000) + "\nverify.head=" + "a".repeat(40));

    assertThat(report.getProperty("error"))
        .startsWith("head could not be checked out: ")
        .hasSize(4_000);
  }
}
