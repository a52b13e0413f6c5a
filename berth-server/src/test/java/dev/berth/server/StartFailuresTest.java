package dev.berth.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCode;
import dev.berth.server.config.ConfigLoader;
import dev.berth.testkit.server.ScratchDirectory;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A server that cannot start says why and what to do, and leaves nothing running. */
final class StartFailuresTest {
  private ScratchDirectory directory;
  private Path scratch;

  @BeforeEach
  void makeScratch() {
    directory = ScratchDirectory.create("berth-start-");
    scratch = directory.path();
  }

  @AfterEach
  void removeScratch() {
    directory.close();
  }

  private BerthException failure(Map<String, String> flags, Map<String, String> environment) {
    return failure(scratch.resolve("data"), flags, environment);
  }

  private BerthException failure(
      Path data, Map<String, String> settings, Map<String, String> environment) {
    Map<String, String> flags = new HashMap<>(Map.of("server.port", "0", "isolation", "none"));
    flags.putAll(settings);
    return catchThrowableOfType(
        BerthException.class,
        () ->
            BerthServer.start(
                    ConfigLoader.load(data, Optional.empty(), Map.of(), flags),
                    TestServer.installed(scratch, environment))
                .close());
  }

  @Test
  void aDataDirectoryInUse() {
    try (TestServer running = TestServer.start(Map.of())) {
      BerthException e = failure(running.data(), Map.of(), System.getenv());
      assertThat(e.code()).isEqualTo(ErrorCode.DATA_DIR_IN_USE);
      assertThat(e.detail()).contains(Long.toString(ProcessHandle.current().pid()));
      assertThat(running.admin().get("/v1/tasks").status()).isEqualTo(200);
    }
  }

  @Test
  void aPortTakenLeavesTheDataDirectoryFree() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress())) {
      String port = Integer.toString(taken.getLocalPort());
      BerthException e = failure(Map.of("server.port", port), System.getenv());
      assertThat(e.code()).isEqualTo(ErrorCode.PORT_TAKEN);
      assertThat(e.detail()).contains(port);
      // It could lock the directory again: nothing of the first attempt is left.
      assertThat(failure(Map.of("server.port", port), System.getenv()).code())
          .isEqualTo(ErrorCode.PORT_TAKEN);
    }
  }

  @Test
  void noGit() {
    BerthException e = failure(Map.of(), Map.of("PATH", scratch.toString()));
    assertThat(e.code()).isEqualTo(ErrorCode.GIT_MISSING);
    assertThat(e.code().remedy()).contains("Install git");
  }

  @Test
  void anOldGit() throws IOException {
    Path git = Files.writeString(scratch.resolve("git"), "#!/bin/sh\necho git version 2.20.1\n");
    assertThat(git.toFile().setExecutable(true)).isTrue();
    BerthException e = failure(Map.of(), Map.of("PATH", scratch + ":/usr/bin:/bin"));
    assertThat(e.code()).isEqualTo(ErrorCode.GIT_MISSING);
    assertThat(e.detail()).contains("2.34", "2.20.1");
  }

  @Test
  void noBubblewrap() throws IOException {
    Path bin = Files.createDirectories(scratch.resolve("bin"));
    Path git =
        Stream.of("/usr/bin/git", "/usr/local/bin/git", "/bin/git")
            .map(Path::of)
            .filter(Files::exists)
            .findFirst()
            .orElseThrow();
    Files.createSymbolicLink(bin.resolve("git"), git);
    BerthException e = failure(Map.of("isolation", "sandbox"), Map.of("PATH", bin.toString()));
    assertThat(e.code()).isEqualTo(ErrorCode.SANDBOX_UNAVAILABLE);
    assertThat(e.code().remedy()).contains("bubblewrap", "isolation: none");
  }

  @Test
  void aWorkflowFileWithFiveMistakesReportsFiveLines() throws IOException {
    Path workflows = Files.createDirectories(scratch.resolve("workflows/team"));
    Files.writeString(
        workflows.resolve("broken-v1.yaml"),
        """
        id: team/broken-v1
        unknown_key: 1
        agent: [reference]
        requires_repo: maybe
        effect: nothing
        steps: []
        limits: {max_turns: 0}
        """);
    BerthException e =
        failure(Map.of("workflows", scratch.resolve("workflows").toString()), System.getenv());
    assertThat(e.code()).isEqualTo(ErrorCode.WORKFLOW_INVALID);
    assertThat(e.problems()).hasSizeGreaterThanOrEqualTo(5);
    assertThat(e.problems())
        .allSatisfy(p -> assertThat(p.field()).matches("team/broken-v1.yaml:\\d+"));
    assertThat(e.problems().stream().map(BerthException.FieldProblem::field))
        .contains("team/broken-v1.yaml:2", "team/broken-v1.yaml:4", "team/broken-v1.yaml:5");
  }

  @Test
  void aDirectoryThatCannotBeUsed() throws IOException {
    Path file = Files.writeString(scratch.resolve("file"), "");
    assertThat(failure(file, Map.of(), System.getenv()).code())
        .isEqualTo(ErrorCode.DATA_DIR_UNUSABLE);
    BerthException e = failure(scratch.resolve("x".repeat(70)), Map.of(), System.getenv());
    assertThat(e.code()).isEqualTo(ErrorCode.DATA_DIR_UNUSABLE);
    assertThat(e.detail()).contains("60");
  }

  @Test
  void aJavaThatIsTooOld() {
    BerthException e =
        catchThrowableOfType(
            BerthException.class, () -> Preconditions.requireJava(Runtime.Version.parse("21.0.2")));
    assertThat(e.code()).isEqualTo(ErrorCode.JDK_WRONG);
    assertThat(e.code().remedy()).contains("JDK 25");
  }

  @Test
  void noDatabaseBehindItsUrl() {
    BerthException e =
        failure(
            Map.of("database.url", "jdbc:postgresql://127.0.0.1:1/none?connectTimeout=1"),
            System.getenv());
    assertThat(e.code()).isEqualTo(ErrorCode.DATABASE_UNAVAILABLE);
  }
}
