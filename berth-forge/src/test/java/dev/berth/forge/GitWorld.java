package dev.berth.forge;

import dev.berth.core.exec.Command;
import dev.berth.core.exec.CommandRunner;
import dev.berth.core.exec.CommandRunner.Result;
import dev.berth.core.exec.HostCommandRunner;
import dev.berth.core.id.RepoId;
import dev.berth.core.id.UserId;
import dev.berth.core.repo.RepoName;
import dev.berth.core.repo.RepoSettings;
import dev.berth.core.repo.Repository;
import dev.berth.core.store.Database;
import dev.berth.core.store.Signals;
import dev.berth.core.store.Tx;
import dev.berth.forge.git.Git;
import dev.berth.forge.local.LocalForge;
import dev.berth.forge.mirror.GitMirror;
import dev.berth.testkit.time.VirtualTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import javax.sql.DataSource;

/** A data directory with a forge and a mirror, and people's repositories beside it. */
public final class GitWorld {
  public static final Repository.Provisioning READY =
      new Repository.Provisioning(Repository.Provisioning.State.READY, List.of());
  private static final String PATH = "/usr/local/bin:/usr/bin:/bin";
  private static final Map<String, String> PERSON =
      Map.of(
          "GIT_CONFIG_GLOBAL", "/dev/null",
          "GIT_CONFIG_NOSYSTEM", "1",
          "GIT_TERMINAL_PROMPT", "0",
          "GIT_AUTHOR_NAME", "Person",
          "GIT_AUTHOR_EMAIL", "person@example.invalid",
          "GIT_COMMITTER_NAME", "Person",
          "GIT_COMMITTER_EMAIL", "person@example.invalid");

  public final CommandRunner runner = new HostCommandRunner(PATH);
  public final Path root;
  public final Path data;
  public final Git git;
  public final LocalForge forge;

  public GitWorld(Path root) {
    this(root, new NoDatabase());
  }

  public GitWorld(Path root, Database database) {
    this.root = root;
    this.data = root.resolve("data");
    this.git = Git.in(data, runner);
    this.forge = new LocalForge(git, data, database, new VirtualTime());
  }

  /** A mirror as a starting server makes it. */
  public GitMirror mirror() {
    return new GitMirror(git, data, Map.of(LocalForge.NAME, forge));
  }

  /** Runs a person's git, which must succeed, and answers its output. */
  public String git(Path directory, String... args) {
    Result result = tryGit(directory, args);
    if (!result.ok()) {
      throw new AssertionError(List.of(args) + " failed: " + result.errorText() + result.text());
    }
    return result.text();
  }

  /** Runs a person's git. */
  public Result tryGit(Path directory, String... args) {
    String[] argv = new String[args.length + 1];
    argv[0] = "git";
    System.arraycopy(args, 0, argv, 1, args.length);
    return runner.run(Command.of(argv).in(directory).with(PERSON).within(Duration.ofMinutes(2)));
  }

  /** A checkout with one commit on main. */
  public Path checkout(String name) {
    Path directory = make(root.resolve(name));
    git(directory, "init", "--quiet", "--initial-branch=main");
    write(directory.resolve("README"), "first\n");
    commit(directory, "first");
    return directory;
  }

  /** A bare repository with the branches of a checkout. */
  public Path bare(Path checkout, String name) {
    Path directory = root.resolve(name);
    git(root, "clone", "--quiet", "--bare", checkout.toString(), directory.toString());
    return directory;
  }

  /** Commits everything, and answers the commit. */
  public String commit(Path checkout, String message) {
    git(checkout, "add", "--all");
    git(checkout, "commit", "--quiet", "--message", message);
    return git(checkout, "rev-parse", "HEAD");
  }

  public static Path make(Path directory) {
    try {
      return Files.createDirectories(directory);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  public static void write(Path file, String text) {
    try {
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** An onboarded repository at this location. */
  public static Repository repository(String location) {
    Instant at = Instant.parse("2026-01-01T00:00:00Z");
    return new Repository(
        new RepoId("01K0000000000000000000000R"),
        new RepoName("acme", "shop"),
        new UserId("ann"),
        LocalForge.NAME,
        location,
        "main",
        RepoSettings.none(),
        READY,
        at,
        at,
        Optional.empty(),
        1);
  }

  /** Nothing here needs the database. */
  private static final class NoDatabase implements Database {
    @Override
    public <T> T write(Function<Tx, T> work) {
      throw new UnsupportedOperationException("no database in this test");
    }

    @Override
    public <T> T read(Function<Tx, T> work) {
      throw new UnsupportedOperationException("no database in this test");
    }

    @Override
    public String dialect() {
      return "none";
    }

    @Override
    public DataSource dataSource() {
      throw new UnsupportedOperationException("no database in this test");
    }

    @Override
    public Signals signals() {
      throw new UnsupportedOperationException("no database in this test");
    }

    @Override
    public void close() {}
  }
}
