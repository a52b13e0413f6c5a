package dev.berth.gateway.git;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.core.event.TaskEvent;
import dev.berth.core.exec.Command;
import dev.berth.core.exec.CommandRunner.Result;
import dev.berth.core.exec.HostCommandRunner;
import dev.berth.core.forge.Mirror;
import dev.berth.core.forge.Mirror.PushLimits;
import dev.berth.core.gate.Gates;
import dev.berth.core.gateway.Grant;
import dev.berth.core.gateway.GrantRole;
import dev.berth.core.id.Ulid;
import dev.berth.core.repo.RepoName;
import dev.berth.core.repo.Repository;
import dev.berth.core.session.Session;
import dev.berth.core.store.Database;
import dev.berth.core.task.Task;
import dev.berth.core.task.TaskSpec;
import dev.berth.core.time.SystemTime;
import dev.berth.forge.git.Git;
import dev.berth.forge.local.LocalForge;
import dev.berth.forge.mirror.GitMirror;
import dev.berth.gateway.OpenGateway;
import dev.berth.gateway.client.TcpToUnix;
import dev.berth.gateway.client.UnixHttp;
import dev.berth.gateway.door.EgressConnections;
import dev.berth.store.sqlite.SqliteDatabase;
import dev.berth.testkit.store.Samples;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/** A session that clones and pushes through the real gateway, to a forge on disk. */
final class GitSession implements AutoCloseable {
  static final String BRANCH = "berth/t1/fix";
  static final String REF = "refs/heads/" + BRANCH;
  private static final String EMPTY_PACK =
      "5041434b0000000200000000029d08823bd8a8eab510ad6ac75c823cfd3ed31e";
  private static final Map<String, String> PERSON =
      Map.of(
          "GIT_CONFIG_GLOBAL", "/dev/null",
          "GIT_CONFIG_NOSYSTEM", "1",
          "GIT_TERMINAL_PROMPT", "0",
          "GIT_AUTHOR_NAME", "Agent",
          "GIT_AUTHOR_EMAIL", "agent@example.invalid",
          "GIT_COMMITTER_NAME", "Agent",
          "GIT_COMMITTER_EMAIL", "agent@example.invalid");

  final Path work;
  private final Path root;
  private final Gates gates;
  private final HostCommandRunner runner = new HostCommandRunner("/usr/local/bin:/usr/bin:/bin");
  private final SystemTime time = new SystemTime();
  private final Samples samples = new Samples();
  private final ExecutorService pushes = Executors.newVirtualThreadPerTaskExecutor();
  private final Ulid ids = new Ulid(time, new SplittableRandom(9));
  private final Database database;
  private final LocalForge forge;
  private final GitMirror mirror;
  private final Repository repository;
  private final Task task;
  private OpenGateway gateway;
  private OpenGateway.Client client;
  private TcpToUnix port;

  GitSession(Path root, Gates gates) throws IOException {
    this.root = root;
    this.gates = gates;
    this.work = root.resolve("work");
    Path data = Files.createDirectory(root.resolve("data"));
    database = SqliteDatabase.open(data, ids, time, new SplittableRandom(10));
    Path origin = Files.createDirectory(root.resolve("origin"));
    git(origin, "init", "--quiet", "--initial-branch=main");
    commit(origin, "README", "first");
    git(root, "clone", "--quiet", "--bare", origin.toString(), root.resolve("shop.git").toString());
    Git git = Git.in(data, runner);
    forge = new LocalForge(git, data, database, time);
    mirror = new GitMirror(git, data, Map.of(LocalForge.NAME, forge));
    repository = shop();
    task = task();
    Session session =
        database.write(
            tx -> {
              tx.repos().insert(repository);
              tx.tasks().insert(task);
              Session row = samples.session(task.id());
              tx.sessions().insert(row);
              return row;
            });
    mirror.sync(repository, "main");
    gateway = gateway();
    client = gateway.open(session, GrantRole.AGENT);
    port = new TcpToUnix(client.socket());
    git(root, "-c", auth(), "clone", "--quiet", url(), work.toString());
  }

  private OpenGateway gateway() {
    GitDoor.Settings settings =
        new GitDoor.Settings(
            PushLimits.standard(),
            2L << 30,
            new ParkedPushes.Settings(2, Duration.ofMillis(200), 2));
    GitDoor door =
        new GitDoor(
            mirror,
            new StoredGitRights(database, workflow -> false),
            gates,
            settings,
            new PushEvents(database, time));
    return new OpenGateway(
        root.resolve("run"), database, time, ids, new GitRoutes(door).routes(), new NoEgress());
  }

  private static final class NoEgress implements EgressConnections {
    @Override
    public void serve(Grant grant, SocketChannel channel) {
      throw new IllegalStateException("nobody goes out here");
    }

    @Override
    public void forget(Grant grant) {
      // there is nothing to forget
    }

    @Override
    public void recheck(Grant grant) {}
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

  private Task task() {
    Task blank =
        samples.task(
            samples.user(), Optional.of(new TaskSpec.RepoRef(repository.id(), repository.name())));
    return new Task(
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
  }

  /** The server goes and comes again; the session has its socket and its token as before. */
  void restartServer() throws IOException {
    port.close();
    gateway.close();
    gateway = gateway();
    gateway
        .doors()
        .reopen(database.read(tx -> tx.leases().find(client.lease().id())).orElseThrow());
    port = new TcpToUnix(client.socket());
    git(work, "remote", "set-url", "origin", url());
  }

  /** The session's grant ends. */
  void end() {
    database.write(
        tx -> {
          tx.grants().kill(client.lease().id(), time.now());
          return client;
        });
    gateway.doors().refresh(client.session().id());
  }

  /** The session's connections break. */
  void hangUp() throws IOException {
    port.breakAll();
  }

  /** Begins to push. */
  Future<Result> push(String... what) {
    List<String> args = new ArrayList<>(List.of("-c", auth(), "push", "origin"));
    args.addAll(List.of(what));
    return pushes.submit(() -> tryGit(work, args.toArray(String[]::new)));
  }

  /** Where the session's trees are saved. */
  String checkpoint() {
    return Mirror.Checkpoint.refOf(client.session().id());
  }

  String token() {
    return client.opened().token().reveal();
  }

  /** One call on the session's socket with this token. */
  UnixHttp.Answer call(String method, String path, String token) throws IOException {
    return UnixHttp.once(
        client.socket(), method, path, Map.of("Authorization", "Bearer " + token), new byte[0]);
  }

  /** Pushes one update by hand, with an empty pack. */
  UnixHttp.Answer post(String update) throws IOException {
    byte[] line = (update + "\0report-status side-band-64k\n").getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.writeBytes("%04x".formatted(line.length + 4).getBytes(StandardCharsets.US_ASCII));
    body.writeBytes(line);
    body.writeBytes("0000".getBytes(StandardCharsets.US_ASCII));
    body.writeBytes(HexFormat.of().parseHex(EMPTY_PACK));
    return UnixHttp.once(
        client.socket(),
        "POST",
        "/session/git/acme/shop.git/git-receive-pack",
        Map.of(
            "Authorization",
            "Bearer " + token(),
            "Content-Type",
            "application/x-git-receive-pack-request"),
        body.toByteArray());
  }

  /** The same while the test goes on. */
  Future<UnixHttp.Answer> postLater(String update) {
    return pushes.submit(() -> post(update));
  }

  /** Where a branch of the forge is. */
  Optional<String> forge(String branch) {
    return forge.branchOid(repository, branch);
  }

  List<TaskEvent> events() {
    return database.read(tx -> tx.events().after(task.id(), 0, 100));
  }

  List<Path> quarantines() throws IOException {
    try (Stream<Path> tree = Files.walk(root.resolve("data/mirrors"))) {
      return tree.filter(p -> p.getFileName().toString().startsWith("berth-quarantine-")).toList();
    }
  }

  private String auth() {
    return "http.extraHeader=Authorization: Bearer " + client.opened().token().reveal();
  }

  private String url() throws IOException {
    return "http://127.0.0.1:" + port.port() + "/session/git/acme/shop.git";
  }

  /** Commits a file in the session's clone. */
  String commit(String file, String text) throws IOException {
    return commit(work, file, text);
  }

  private String commit(Path checkout, String file, String text) throws IOException {
    Path path = checkout.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
    git(checkout, "add", "--all");
    git(checkout, "commit", "--quiet", "--message", text);
    return git(checkout, "rev-parse", "HEAD");
  }

  /** Git in the session's clone. */
  String git(String... args) {
    return git(work, args);
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

  @Override
  public void close() throws IOException {
    port.close();
    gateway.close();
    pushes.close();
    database.close();
  }
}
