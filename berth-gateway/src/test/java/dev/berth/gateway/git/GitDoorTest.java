package dev.berth.gateway.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCode;
import dev.berth.core.event.EventType;
import dev.berth.core.event.TaskEvent;
import dev.berth.core.exec.Command;
import dev.berth.core.exec.CommandRunner;
import dev.berth.core.exec.CommandRunner.Result;
import dev.berth.core.exec.HostCommandRunner;
import dev.berth.core.forge.ChangeRequest;
import dev.berth.core.gateway.Grant;
import dev.berth.core.gateway.GrantRole;
import dev.berth.core.id.SessionId;
import dev.berth.core.id.TaskId;
import dev.berth.core.id.Ulid;
import dev.berth.core.repo.RepoName;
import dev.berth.core.repo.Repository;
import dev.berth.core.store.Database;
import dev.berth.core.task.Task;
import dev.berth.core.task.TaskSpec;
import dev.berth.core.time.SystemTime;
import dev.berth.forge.git.Git;
import dev.berth.forge.local.LocalForge;
import dev.berth.forge.mirror.GitMirror;
import dev.berth.gateway.PlayedGates;
import dev.berth.gateway.git.GitRequest.Operation;
import dev.berth.store.sqlite.SqliteDatabase;
import dev.berth.testkit.store.Samples;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The door with the real git client, mirror, local forge and database. */
final class GitDoorTest {
  private static final String BRANCH = "berth/t1/fix";
  private static final Map<String, String> PERSON =
      Map.of(
          "GIT_CONFIG_GLOBAL", "/dev/null",
          "GIT_CONFIG_NOSYSTEM", "1",
          "GIT_TERMINAL_PROMPT", "0",
          "GIT_AUTHOR_NAME", "Agent",
          "GIT_AUTHOR_EMAIL", "agent@example.invalid",
          "GIT_COMMITTER_NAME", "Agent",
          "GIT_COMMITTER_EMAIL", "agent@example.invalid");

  private final CommandRunner runner = new HostCommandRunner("/usr/local/bin:/usr/bin:/bin");
  private final SystemTime time = new SystemTime();
  private final Samples samples = new Samples();
  private final PlayedGates gates = new PlayedGates();
  private final AtomicBoolean readOnly = new AtomicBoolean();
  private final AtomicReference<Grant> grant = new AtomicReference<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  @TempDir Path root;
  private Database database;
  private LocalForge forge;
  private Repository repository;
  private Task task;
  private SessionId session;
  private GitMirror mirror;
  private GitDoor door;
  private HttpServer server;
  private Path work;

  @BeforeEach
  void setUp() throws IOException {
    Path data = Files.createDirectory(root.resolve("data"));
    SplittableRandom random = new SplittableRandom();
    database = SqliteDatabase.open(data, new Ulid(time, random), time, random);
    Path origin = Files.createDirectory(root.resolve("origin"));
    git(origin, "init", "--quiet", "--initial-branch=main");
    commit(origin, "README", "first");
    git(root, "clone", "--quiet", "--bare", origin.toString(), root.resolve("shop.git").toString());
    Git git = Git.in(data, runner);
    forge = new LocalForge(git, data, database, time);
    mirror = new GitMirror(git, data, Map.of(LocalForge.NAME, forge));
    store();
    mirror.sync(repository, "main");
    door = door(GitDoor.Settings.standard());
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/session/git/", this::answer);
    server.start();
    work = root.resolve("work");
  }

  @AfterEach
  void tearDown() {
    server.stop(0);
    threads.close();
    database.close();
  }

  @Test
  void aSessionClonesAndPushesItsBranchAndOpensItsChangeRequestOnce() throws IOException {
    git(root, "clone", "--quiet", url("acme/shop"), work.toString());
    String base = git(work, "rev-parse", "HEAD");
    String head = commit(work, "src/Fix.java", "fix");
    git(work, "push", "--quiet", "origin", "HEAD:refs/heads/" + BRANCH);

    assertThat(forge.branchOid(repository, BRANCH)).contains(head);
    assertThat(events())
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.type()).isEqualTo(EventType.PUSH_ACCEPTED);
              assertThat(event.metadata()).containsEntry("new", head);
            });

    var draft = new ChangeRequest.Draft(task.id(), "Fix", "body", BRANCH, "main", base, head, "{}");
    var opened = forge.openChangeRequest(repository, draft);
    assertThat(opened.created()).isTrue();
    assertThat(opened.changeRequest().url()).isEqualTo("local:acme/shop#1");
    var again =
        forge.openChangeRequest(
            repository,
            new ChangeRequest.Draft(task.id(), "Better", "body", BRANCH, "main", base, head, "{}"));
    assertThat(again.created()).isFalse();
    assertThat(again.changeRequest().number()).isEqualTo(1);
    assertThat(forge.findChangeRequest(repository, BRANCH, "main").orElseThrow().title())
        .isEqualTo("Better");
    assertThatThrownBy(
            () ->
                forge.openChangeRequest(
                    repository,
                    new ChangeRequest.Draft(
                        task.id(), "x", "x", "berth/none", "main", base, head, "{}")))
        .isInstanceOfSatisfying(
            BerthException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOTHING_PUSHED));
  }

  @Test
  void rulesSeeThePathsOfEveryCommit() throws IOException {
    gates.forbid(
        call ->
            call.input().get("paths") instanceof List<?> paths
                && paths.contains(".github/workflows/ci.yml"));
    git(root, "clone", "--quiet", url("acme/shop"), work.toString());
    commit(work, ".github/workflows/ci.yml", "on: push");
    git(work, "rm", "--quiet", ".github/workflows/ci.yml");
    commit(work, "other", "other");

    Result push = tryGit(work, "push", "origin", "HEAD:refs/heads/" + BRANCH);

    assertThat(push.ok()).isFalse();
    assertThat(push.errorText()).contains("POLICY_DENIED", "the rule says so");
    assertThat(events())
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.type()).isEqualTo(EventType.PUSH_REFUSED);
              assertThat(event.metadata()).containsEntry("code", "POLICY_DENIED");
            });
  }

  @Test
  void aNarrowedGrantSavesItsCheckpointAndNothingElse() throws IOException {
    git(root, "clone", "--quiet", url("acme/shop"), work.toString());
    commit(work, "a", "a");
    narrow();

    assertThat(tryGit(work, "push", "origin", "HEAD:refs/heads/" + BRANCH).ok()).isFalse();
    assertThat(tryGit(work, "fetch", "origin").ok()).isFalse();
    String checkpoint = "refs/berth/checkpoint/" + session.value();
    git(work, "push", "--quiet", "origin", "HEAD:" + checkpoint);
    assertThat(events().getLast().type()).isEqualTo(EventType.CHECKPOINT_SAVED);
    assertThat(forge.branchOid(repository, BRANCH)).isEmpty();

    kill();
    assertThat(tryGit(work, "push", "--force", "origin", "HEAD~1:" + checkpoint).ok()).isFalse();
  }

  @Test
  void verificationsFetchAndReadOnlyWorkflowsDoNotPush() throws IOException {
    git(root, "clone", "--quiet", url("acme/shop"), work.toString());
    commit(work, "a", "a");
    readOnly.set(true);
    assertThat(tryGit(work, "push", "origin", "HEAD:refs/heads/" + BRANCH).errorText())
        .contains("this session does not push");
    readOnly.set(false);

    grant(GrantRole.VERIFY);
    git(work, "fetch", "--quiet", "origin");
    assertThat(tryGit(work, "push", "origin", "HEAD:refs/heads/" + BRANCH).errorText())
        .contains("403");
    assertThat(tryGit(root, "clone", url("acme/other"), root.resolve("x").toString()).ok())
        .isFalse();
  }

  private GitDoor door(GitDoor.Settings settings) {
    return new GitDoor(
        mirror,
        new StoredGitRights(database, workflow -> readOnly.get()),
        gates,
        settings,
        new PushEvents(database, time));
  }

  @Test
  void whatASessionLeavesInTheMirrorHasALimit() throws IOException {
    GitDoor.Settings standard = GitDoor.Settings.standard();
    door = door(new GitDoor.Settings(standard.limits(), 100_000, standard.parked()));
    git(root, "clone", "--quiet", url("acme/shop"), work.toString());
    noise("a", 60_000);
    git(work, "push", "--quiet", "origin", "HEAD:refs/heads/" + BRANCH);
    noise("b", 60_000);
    assertThat(tryGit(work, "push", "origin", "HEAD:refs/heads/" + BRANCH).errorText())
        .contains("PUSH_TOO_LARGE");
    git(work, "reset", "--quiet", "--hard", "HEAD~1");
    noise("c", 30_000);
    git(work, "push", "--quiet", "origin", "HEAD:refs/heads/" + BRANCH);

    door = door(new GitDoor.Settings(standard.limits(), 1, standard.parked()));
    noise("d", 10);
    assertThat(tryGit(work, "push", "origin", "HEAD:refs/heads/" + BRANCH).errorText())
        .contains("PUSH_TOO_LARGE");
  }

  private void noise(String file, int bytes) throws IOException {
    byte[] noise = new byte[bytes];
    new SplittableRandom(file.hashCode()).nextBytes(noise);
    Files.write(work.resolve(file), noise);
    git(work, "add", "--all");
    git(work, "commit", "--quiet", "--message", file);
  }

  private void store() {
    Repository sample = samples.repository(new RepoName("acme", "shop"));
    repository =
        new Repository(
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
    Task blank = samples.task(samples.user());
    task =
        new Task(
            blank.id(),
            samples.spec(
                blank.spec().owner(),
                Optional.of(new TaskSpec.RepoRef(repository.id(), repository.name()))),
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
    session =
        database.write(
            tx -> {
              tx.repos().insert(repository);
              tx.tasks().insert(task);
              var row = samples.session(task.id());
              tx.sessions().insert(row);
              return row.id();
            });
    grant(GrantRole.AGENT);
  }

  private void grant(GrantRole role) {
    database.write(
        tx -> {
          var lease =
              samples.lease(
                  new dev.berth.core.lease.LeaseOwner.OfSession(session),
                  dev.berth.core.lease.LeaseKind.GATEWAY_GRANT,
                  tx.leases().nextSequence());
          assertThat(tx.leases().insert(lease)).isTrue();
          Grant made =
              new Grant(
                  lease.id(),
                  session,
                  role,
                  (role == GrantRole.AGENT ? "a" : "b").repeat(64),
                  "doors",
                  Optional.empty(),
                  Optional.empty());
          tx.grants().insert(made);
          grant.set(made);
          return made;
        });
  }

  private void narrow() {
    database.write(
        tx -> {
          tx.grants().narrow(session, time.now());
          grant.set(tx.grants().find(grant.get().lease()).orElseThrow());
          return session;
        });
  }

  private void kill() {
    database.write(
        tx -> {
          tx.grants().kill(grant.get().lease(), time.now());
          return session;
        });
  }

  private List<TaskEvent> events() {
    TaskId id = task.id();
    return database.read(tx -> tx.events().after(id, 0, 100));
  }

  private String url(String name) {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/session/git/" + name + ".git";
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String[] parts = exchange.getRequestURI().getPath().split("/");
      boolean push = exchange.getRequestURI().toString().endsWith("git-receive-pack");
      boolean get = exchange.getRequestMethod().equals("GET");
      Operation operation =
          get
              ? (push ? Operation.ADVERTISE_PUSH : Operation.ADVERTISE_FETCH)
              : (push ? Operation.PUSH : Operation.FETCH);
      var headers = exchange.getRequestHeaders();
      var request =
          new GitRequest(
              grant.get(),
              new GitRequest.Repo(parts[3], parts[4]),
              operation,
              Optional.ofNullable(headers.getFirst("Content-Type")),
              Optional.ofNullable(headers.getFirst("Content-Encoding")),
              Optional.ofNullable(headers.getFirst("Git-Protocol")),
              exchange.getRequestBody());
      try {
        door.handle(
            request,
            mediaType -> {
              exchange.getResponseHeaders().add("Content-Type", mediaType);
              exchange.sendResponseHeaders(200, 0);
              return exchange.getResponseBody();
            });
      } catch (BerthException e) {
        byte[] text = e.detail().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(e.code().category().httpStatus(), text.length);
        exchange.getResponseBody().write(text);
      }
    }
  }

  private String commit(Path checkout, String file, String text) throws IOException {
    Path path = checkout.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
    git(checkout, "add", "--all");
    git(checkout, "commit", "--quiet", "--message", text);
    return git(checkout, "rev-parse", "HEAD");
  }

  private String git(Path directory, String... args) {
    Result result = tryGit(directory, args);
    assertThat(result.ok()).as("%s: %s", List.of(args), result.errorText()).isTrue();
    return result.text();
  }

  private Result tryGit(Path directory, String... args) {
    String[] argv = new String[args.length + 1];
    argv[0] = "git";
    System.arraycopy(args, 0, argv, 1, args.length);
    return runner.run(Command.of(argv).in(directory).with(PERSON).within(Duration.ofMinutes(1)));
  }
}
