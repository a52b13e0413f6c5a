package dev.berth.cli.apply;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import dev.berth.cli.Answers;
import dev.berth.cli.CommandRun;
import dev.berth.cli.RecordedServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With real git: a repository of a user, and a clone in which an agent committed. */
final class ApplyCommandTest {
  private static final String PATH = "GET /v1/tasks/" + Answers.TASK_ID + "/bundle";
  private static final String BRANCH = "berth/01k/fix";

  private final RecordedServer server = new RecordedServer();
  @TempDir private Path temp = Path.of("");
  private Path user = Path.of("");
  private String base = "";
  private String head = "";

  ApplyCommandTest() throws IOException {}

  @BeforeEach
  void repositories() throws Exception {
    user = temp.resolve("user");
    git(temp, "init", "-q", "-b", "main", "user");
    Files.writeString(user.resolve("a.txt"), "one\n");
    git(user, "add", ".");
    git(user, "commit", "-q", "-m", "one");
    base = git(user, "rev-parse", "HEAD");
    git(temp, "clone", "-q", "user", "agent");
    Path agent = temp.resolve("agent");
    git(agent, "switch", "-q", "-c", BRANCH);
    Files.writeString(agent.resolve("a.txt"), "two\n");
    git(agent, "commit", "-q", "-a", "-m", "two");
    head = git(agent, "rev-parse", "HEAD");
    git(
        agent,
        "bundle",
        "create",
        "-q",
        temp.resolve("thin.bundle").toString(),
        base + ".." + BRANCH);
    git(agent, "bundle", "create", "-q", temp.resolve("full.bundle").toString(), BRANCH);
    server.on(PATH, exchange -> answer(exchange, "thin.bundle"));
    server.on(PATH + "?full=1", exchange -> answer(exchange, "full.bundle"));
  }

  @AfterEach
  void close() {
    server.close();
  }

  private void answer(HttpExchange exchange, String file) throws IOException {
    exchange.getResponseHeaders().add("X-Berth-Branch", "refs/heads/" + BRANCH);
    exchange.getResponseHeaders().add("X-Berth-Head", head);
    exchange.getResponseHeaders().add("X-Berth-Base", base);
    exchange.sendResponseHeaders(200, 0);
    exchange.getResponseBody().write(Files.readAllBytes(temp.resolve(file)));
  }

  private static String git(Path directory, String... arguments) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                "git",
                "-C",
                directory.toString(),
                "-c",
                "user.name=Test",
                "-c",
                "user.email=test@example.invalid"));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String out =
        new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8)
            .strip();
    assertThat(process.waitFor()).as("%s: %s", command, out).isZero();
    return out;
  }

  private CommandRun.Result apply(Path repository, String... more) {
    List<String> arguments =
        new ArrayList<>(List.of("apply", Answers.TASK_ID, "--repo", repository.toString()));
    arguments.addAll(List.of(more));
    return CommandRun.with(server)
        .environment("PATH", String.valueOf(System.getenv("PATH")))
        .environment("HOME", temp.toString())
        .run(arguments.toArray(String[]::new));
  }

  @Test
  void makesABranchAndTouchesNothingElse() throws Exception {
    Files.writeString(user.resolve("a.txt"), "my own work\n");
    CommandRun.Result result = apply(user);
    assertThat(result.err()).contains("git merge " + BRANCH);
    assertThat(result.exit()).isZero();
    assertThat(git(user, "rev-parse", BRANCH)).isEqualTo(head);
    assertThat(git(user, "symbolic-ref", "HEAD")).isEqualTo("refs/heads/main");
    assertThat(Files.readString(user.resolve("a.txt"))).isEqualTo("my own work\n");
    assertThat(git(user, "for-each-ref", "--format=%(refname)"))
        .isEqualTo("refs/heads/" + BRANCH + "\nrefs/heads/main");
    assertThat(apply(user).out()).startsWith("There already");
  }

  @Test
  void neverMovesABranchOfTheUsers() throws Exception {
    git(user, "branch", BRANCH);
    CommandRun.Result result = apply(user);
    assertThat(result.exit()).isEqualTo(1);
    assertThat(result.err()).contains("BRANCH_EXISTS").contains("--branch");
    assertThat(git(user, "rev-parse", BRANCH)).isEqualTo(base);
    assertThat(apply(user, "--branch", "mine").exit()).isZero();
    assertThat(git(user, "rev-parse", "mine")).isEqualTo(head);
  }

  @Test
  void checksOutOnlyWhenAskedAndLosesNothing() throws Exception {
    Files.writeString(user.resolve("a.txt"), "my own work\n");
    CommandRun.Result refused = apply(user, "--checkout");
    assertThat(refused.err()).contains("GIT_REFUSED");
    assertThat(Files.readString(user.resolve("a.txt"))).isEqualTo("my own work\n");
    git(user, "checkout", "-q", "--", "a.txt");
    assertThat(apply(user, "--checkout").exit()).isZero();
    assertThat(Files.readString(user.resolve("a.txt"))).isEqualTo("two\n");
  }

  @Test
  void aRepositoryWithoutTheBaseGetsEverything() throws Exception {
    git(temp, "init", "-q", "empty");
    assertThat(apply(temp.resolve("empty")).exit()).isZero();
    assertThat(git(temp.resolve("empty"), "rev-parse", BRANCH)).isEqualTo(head);
  }

  @Test
  void hooksOfTheRepositoryDoNotRun() throws Exception {
    Path hook = user.resolve(".git/hooks/reference-transaction");
    Files.writeString(hook, "#!/bin/sh\ntouch " + temp.resolve("ran") + "\n");
    assertThat(hook.toFile().setExecutable(true)).isTrue();
    assertThat(apply(user).exit()).isZero();
    assertThat(temp.resolve("ran")).doesNotExist();
  }

  @Test
  void aBundleThatHoldsSomethingElseMakesNoBranch() throws Exception {
    head = "1".repeat(40);
    assertThat(apply(user).err()).contains("BUNDLE_MISMATCH");
    assertThat(git(user, "for-each-ref", "--format=%(refname)")).isEqualTo("refs/heads/main");
  }

  @Test
  void aDirectoryThatIsNoRepositoryIsSaid() {
    assertThat(apply(temp).err()).contains("NOT_A_REPOSITORY");
    assertThat(apply(temp.resolve("nowhere")).exit()).isEqualTo(2);
  }
}
