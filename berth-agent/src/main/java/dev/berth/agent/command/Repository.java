package dev.berth.agent.command;

import dev.berth.agent.TaskFailure;
import dev.berth.agent.command.Commands.Command;
import dev.berth.runtime.session.SessionContext;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The session's clone, through the git door. The token goes to git by {@code GIT_CONFIG_*}
 * variables of that one process: never in an argument, never in a file.
 */
public final class Repository {
  private static final Duration TIMEOUT = Duration.ofMinutes(10);

  /** A push may wait for a human, as long as a task lets people wait: a day at most. */
  private static final Duration PUSH_TIMEOUT = Duration.ofHours(25);

  private final Commands commands;
  private final SessionContext.Repo repo;
  private final Path directory;
  private final Map<String, String> environment;

  /** Where the work began, whatever the model does to branches meanwhile. */
  private volatile String baseOid = "";

  /** A clone to be made in a directory that does not exist yet. */
  public Repository(
      Commands commands,
      SessionContext.Repo repo,
      SessionContext.Author author,
      Path directory,
      String token) {
    this.commands = commands;
    this.repo = repo;
    this.directory = directory;
    environment = environment(repo, author, token);
  }

  /** Where the clone is. */
  public Path directory() {
    return directory;
  }

  /** Clones, and creates the session's branch at the base commit. */
  public void cloneAndBranch(Retry retry) throws InterruptedException {
    Path parent = directory.toAbsolutePath().getParent();
    if (parent == null) {
      throw new TaskFailure("CLONE_FAILED", "The workspace has no parent directory");
    }
    List<String> line =
        List.of("git", "clone", "--quiet", "--", repo.cloneUrl(), directory.toString());
    CommandResult cloned = retry.untilReached(() -> git(parent, line));
    if (!cloned.ok()) {
      throw new TaskFailure("CLONE_FAILED", "git clone failed: " + lastLines(cloned.output()));
    }
    String base = repo.baseOid() == null ? "HEAD" : repo.baseOid();
    must("CLONE_FAILED", "checkout", "--quiet", "--no-track", "-B", repo.branch(), base);
    baseOid = head();
    if (repo.start() != null) {
      goOn(repo.start().ref(), retry);
    }
  }

  /** Lays an earlier attempt's tree over the base, as changes that are not committed. */
  private void goOn(String ref, Retry retry) throws InterruptedException {
    List<String> line = List.of("git", "fetch", "--quiet", "origin", ref);
    CommandResult fetched = retry.untilReached(() -> git(directory, line));
    if (!fetched.ok()) {
      throw new TaskFailure("CLONE_FAILED", "git fetch failed: " + lastLines(fetched.output()));
    }
    must("CLONE_FAILED", "read-tree", "--reset", "-u", "FETCH_HEAD");
    must("CLONE_FAILED", "reset", "--quiet");
  }

  /**
   * Commits what is left uncommitted, with the trailers; a commit the model made itself gets them
   * too.
   *
   * @return whether there is anything new since the base
   */
  public boolean commit(String message, Map<String, String> trailers) throws InterruptedException {
    must("COMMIT_FAILED", "add", "--all");
    boolean staged = !run("diff", "--cached", "--quiet").ok();
    List<String> line = new ArrayList<>(List.of("commit", "--quiet", "--no-verify"));
    if (staged) {
      line.addAll(List.of("-m", message));
    } else if (head().equals(baseOid)) {
      return false;
    } else {
      line.addAll(List.of("--amend", "--no-edit"));
    }
    trailers.forEach((name, value) -> line.addAll(List.of("--trailer", name + ": " + value)));
    must("COMMIT_FAILED", line.toArray(String[]::new));
    return !run("diff", "--quiet", baseOid, "HEAD").ok();
  }

  /** Pushes the current commit to the session's branch, nothing else. */
  public void push(Retry retry) throws InterruptedException {
    List<String> line =
        List.of("git", "push", "--porcelain", "origin", "HEAD:refs/heads/" + repo.branch());
    CommandResult pushed =
        retry.untilReached(
            () -> commands.run(new Command(line, directory, environment, PUSH_TIMEOUT)));
    if (!pushed.ok()) {
      throw new TaskFailure("PUSH_REFUSED", "git push failed: " + lastLines(pushed.output()));
    }
  }

  /** The current commit. */
  public String head() throws InterruptedException {
    return must("COMMIT_FAILED", "rev-parse", "HEAD").strip();
  }

  private String must(String code, String... arguments) throws InterruptedException {
    CommandResult result = run(arguments);
    if (!result.ok()) {
      throw new TaskFailure(code, "git " + arguments[0] + " failed: " + lastLines(result.output()));
    }
    return result.output();
  }

  private CommandResult run(String... arguments) throws InterruptedException {
    List<String> line = new ArrayList<>(List.of("git"));
    line.addAll(Arrays.asList(arguments));
    return git(directory, line);
  }

  private CommandResult git(Path where, List<String> line) throws InterruptedException {
    return commands.run(new Command(line, where, environment, TIMEOUT));
  }

  private static String lastLines(String output) {
    String text = output.strip();
    return text.length() <= 1_000 ? text : "..." + text.substring(text.length() - 1_000);
  }

  private static Map<String, String> environment(
      SessionContext.Repo repo, SessionContext.Author author, String token) {
    String basic =
        Base64.getEncoder().encodeToString(("berth:" + token).getBytes(StandardCharsets.UTF_8));
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("http." + repo.cloneUrl() + ".extraHeader", "Authorization: Basic " + basic);
    settings.put("credential.helper", "");
    settings.put("core.hooksPath", "/dev/null");
    settings.put("commit.gpgSign", "false");
    Map<String, String> environment = new LinkedHashMap<>(authorEnvironment(author));
    int n = 0;
    for (Map.Entry<String, String> setting : settings.entrySet()) {
      environment.put("GIT_CONFIG_KEY_" + n, setting.getKey());
      environment.put("GIT_CONFIG_VALUE_" + n, setting.getValue());
      n++;
    }
    environment.put("GIT_CONFIG_COUNT", Integer.toString(n));
    return environment;
  }

  /**
   * Variables for commands that may commit: an author, and no questions on a terminal. No
   * credentials.
   */
  public static Map<String, String> authorEnvironment(SessionContext.Author author) {
    return Map.of(
        "GIT_AUTHOR_NAME",
        author.name(),
        "GIT_AUTHOR_EMAIL",
        author.email(),
        "GIT_COMMITTER_NAME",
        author.name(),
        "GIT_COMMITTER_EMAIL",
        author.email(),
        "GIT_TERMINAL_PROMPT",
        "0",
        "GIT_EDITOR",
        "true",
        "GIT_PAGER",
        "cat",
        "PAGER",
        "cat");
  }
}
