package dev.berth.gateway.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.berth.core.exec.Command;
import dev.berth.core.exec.CommandRunner.Result;
import dev.berth.core.exec.HostCommandRunner;
import dev.berth.core.gateway.Grant;
import dev.berth.core.gateway.GrantRole;
import dev.berth.core.id.Ulid;
import dev.berth.core.repo.RepoName;
import dev.berth.core.repo.Repository;
import dev.berth.core.session.Session;
import dev.berth.core.store.Database;
import dev.berth.core.store.Tx;
import dev.berth.core.task.Task;
import dev.berth.core.task.TaskSpec;
import dev.berth.core.time.SystemTime;
import dev.berth.forge.git.Git;
import dev.berth.forge.local.LocalForge;
import dev.berth.forge.mirror.GitMirror;
import dev.berth.gateway.OpenGateway;
import dev.berth.gateway.PlayedGates;
import dev.berth.gateway.client.TcpToUnix;
import dev.berth.gateway.door.EgressConnections;
import dev.berth.store.sqlite.SqliteDatabase;
import dev.berth.testkit.store.Samples;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The git client on a session's socket, over the real HTTP server. */
final class GitRoutesTest {
  private static final String BRANCH = "berth/t1/fix";
  private static final Map<String, String> PERSON =
      Map.of(
          "GIT_CONFIG_GLOBAL", "/dev/null",
          "GIT_CONFIG_NOSYSTEM", "1",
          "GIT_TERMINAL_PROMPT", "0",
          "GIT_TRACE_CURL", "1",
          "GIT_TRACE_CURL_NO_DATA", "1",
          "GIT_AUTHOR_NAME", "Agent",
          "GIT_AUTHOR_EMAIL", "agent@example.invalid",
          "GIT_COMMITTER_NAME", "Agent",
          "GIT_COMMITTER_EMAIL", "agent@example.invalid");

  private final HostCommandRunner runner = new HostCommandRunner("/usr/local/bin:/usr/bin:/bin");

  /** Unix seconds, in 2065. */
  private static final long FUTURE = 3_000_000_000L;

  private final SystemTime time = new SystemTime();
  private final SplittableRandom random = new SplittableRandom(9);
  private final Samples samples = new Samples();
  @TempDir private Path root;
  private Database database;
  private LocalForge forge;
  private Repository repository;
  private OpenGateway gateway;
  private TcpToUnix port;
  private String auth;
  private Path work;

  @BeforeEach
  void open() throws IOException {
    Path data = Files.createDirectory(root.resolve("data"));
    Ulid ids = new Ulid(time, random);
    database = SqliteDatabase.open(data, ids, time, random);
    Path origin = Files.createDirectory(root.resolve("origin"));
    git(origin, "init", "--quiet", "--initial-branch=main");
    commit(origin, "README", "first");
    git(root, "clone", "--quiet", "--bare", origin.toString(), root.resolve("shop.git").toString());
    Git git = Git.in(data, runner);
    forge = new LocalForge(git, data, database, time);
    GitMirror mirror = new GitMirror(git, data, Map.of(LocalForge.NAME, forge));
    repository = shop();
    Session session = database.write(this::store);
    mirror.sync(repository, "main");
    GitDoor door =
        new GitDoor(
            mirror,
            new StoredGitRights(database, workflow -> false),
            new PlayedGates(),
            GitDoor.Settings.standard(),
            new PushEvents(database, time));
    gateway =
        new OpenGateway(
            root.resolve("run"),
            database,
            time,
            ids,
            new GitRoutes(door).routes(),
            new EgressConnections() {
              @Override
              public void serve(Grant grant, SocketChannel client) {
                throw new IllegalStateException("nobody goes out here");
              }

              @Override
              public void forget(Grant grant) {
                // there is nothing to forget
              }

              @Override
              public void recheck(Grant grant) {}
            });
    OpenGateway.Client client = gateway.open(session, GrantRole.AGENT);
    port = new TcpToUnix(client.socket());
    auth = "http.extraHeader=Authorization: Bearer " + client.opened().token().reveal();
    work = root.resolve("work");
    git(root, "-c", auth, "clone", "--quiet", url(), work.toString());
  }

  @AfterEach
  void close() throws IOException {
    port.close();
    gateway.close();
    database.close();
  }

  private Repository shop() {
    Repository sample = samples.repository(new RepoName("acme", "shop"));
    return new Repository(
        sample.id(),
        sample.name(),
        sample.owner(),
        LocalForge.NAME,
        root.resolve("shop.git").toString(),
        "main",
        sample.settings(),
        sample.provisioning(),
        sample.createdAt(),
        sample.updatedAt(),
        Optional.empty(),
        1);
  }

  private Session store(Tx tx) {
    tx.repos().insert(repository);
    Task blank =
        samples.task(
            samples.user(), Optional.of(new TaskSpec.RepoRef(repository.id(), repository.name())));
    Task task =
        new Task(
            blank.id(),
            blank.spec(),
            blank.state(),
            Optional.empty(),
            new Task.Work(
                Optional.of(BRANCH),
                Optional.empty(),
                Optional.empty(),
                0,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                0,
                0,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty()),
            1);
    tx.tasks().insert(task);
    Session session = samples.session(task.id());
    tx.sessions().insert(session);
    return session;
  }

  @Test
  void aLargeFetchRequestComesCompressedAndIsUnderstood() throws IOException {
    // Each commit is one more line that the client says it has, newest first: none may be as old as
    // what the server has too, or the client gets to that early and says less.
    Map<String, String> dated = new HashMap<>(PERSON);
    for (int i = 0; i < 60; i++) {
      dated.put("GIT_COMMITTER_DATE", (FUTURE + i) + " +0000");
      Command commit =
          Command.of("git", "commit", "--quiet", "--allow-empty", "--message", "mine " + i);
      assertThat(runner.run(commit.in(work).with(dated)).ok()).isTrue();
    }
    Path elsewhere = root.resolve("elsewhere");
    git(root, "-c", auth, "clone", "--quiet", url(), elsewhere.toString());
    String head = commit(elsewhere, "a", "theirs");
    git(elsewhere, "-c", auth, "push", "--quiet", "origin", "HEAD:refs/heads/" + BRANCH);
    Result fetch = tryGit(work, "-c", auth, "fetch", "origin", BRANCH);
    assertThat(fetch.ok()).as(fetch.errorText()).isTrue();
    assertThat(fetch.errorText()).containsIgnoringCase("content-encoding: gzip");
    assertThat(git(work, "rev-parse", "FETCH_HEAD")).isEqualTo(head);
  }

  @Test
  void aPushWhoseConnectionBreaksLeavesNothingAndCanBeRepeated() throws IOException {
    byte[] noise = new byte[3 << 20];
    random.nextBytes(noise);
    Files.write(work.resolve("noise.bin"), noise);
    String head = commit(work, "note", "with much");
    port.cutAfter(1 << 20);
    Result broken = tryGit(work, "-c", auth, "push", "origin", "HEAD:refs/heads/" + BRANCH);
    assertThat(broken.ok()).isFalse();
    await().untilAsserted(() -> assertThat(quarantines()).isEmpty());
    assertThat(forge.branchOid(repository, BRANCH)).isEmpty();

    port.cutAfter(Long.MAX_VALUE);
    git(work, "-c", auth, "push", "--quiet", "origin", "HEAD:refs/heads/" + BRANCH);
    assertThat(forge.branchOid(repository, BRANCH)).contains(head);
    assertThat(quarantines()).isEmpty();
  }

  @Test
  void withoutTheTokenThereIsNothing() throws IOException {
    Result denied = tryGit(root, "clone", url(), root.resolve("x").toString());
    assertThat(denied.ok()).isFalse();
    assertThat(denied.errorText()).contains("401");
  }

  private List<Path> quarantines() throws IOException {
    try (Stream<Path> tree = Files.walk(root.resolve("data/mirrors"))) {
      return tree.filter(p -> p.getFileName().toString().startsWith("berth-quarantine-")).toList();
    }
  }

  private String url() throws IOException {
    return "http://127.0.0.1:" + port.port() + "/session/git/acme/shop.git";
  }

  private String commit(Path checkout, String file, String text) throws IOException {
    Files.writeString(checkout.resolve(file), text);
    git(checkout, "add", "--all");
    git(checkout, "commit", "--quiet", "--message", text);
    return git(checkout, "rev-parse", "HEAD");
  }

  private String git(Path directory, String... args) {
    Result result = tryGit(directory, args);
    assertThat(result.ok()).as("%s: %s", Arrays.asList(args), result.errorText()).isTrue();
    return result.text();
  }

  private Result tryGit(Path directory, String... args) {
    String[] argv = new String[args.length + 1];
    argv[0] = "git";
    System.arraycopy(args, 0, argv, 1, args.length);
    return runner.run(Command.of(argv).in(directory).with(PERSON).within(Duration.ofMinutes(1)));
  }
}
