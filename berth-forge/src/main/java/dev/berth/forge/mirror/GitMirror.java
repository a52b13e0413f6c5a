package dev.berth.forge.mirror;

import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCode;
import dev.berth.core.exec.CommandRunner.Result;
import dev.berth.core.forge.Forge;
import dev.berth.core.forge.Mirror;
import dev.berth.core.id.RepoId;
import dev.berth.core.id.SessionId;
import dev.berth.core.repo.Repository;
import dev.berth.forge.git.Git;
import dev.berth.forge.git.Oid;
import dev.berth.forge.git.RefName;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Mirrors as bare git repositories in the data directory, named after their repository's id.
 *
 * <p>Branches and tags of a mirror are those of the forge, nothing else; checkpoints are under
 * {@code refs/berth/} and stay through every sync. A ref is only moved under the repository's lock.
 */
public final class GitMirror implements Mirror {
  private static final Duration LONG = Duration.ofMinutes(10);
  private static final Pattern SHORT_STAT =
      Pattern.compile(
          "(\\d+) files? changed(?:, (\\d+) insertions?\\(\\+\\))?(?:, (\\d+) deletions?\\(-\\))?");
  private static final String CAPABILITIES =
      "report-status side-band-64k ofs-delta quiet object-format=sha1 agent=berth";

  private final Git git;
  private final Path mirrors;
  private final Map<String, Forge> forges;
  private final Map<RepoId, Lock> locks = new ConcurrentHashMap<>();

  /**
   * Removes what unfinished pushes of an earlier run left behind.
   *
   * @param data the data directory; mirrors are below its {@code mirrors/}
   * @param forges by their names
   */
  public GitMirror(Git git, Path data, Map<String, Forge> forges) {
    this.git = git;
    this.mirrors = data.resolve("mirrors");
    this.forges = Map.copyOf(forges);
    try {
      Files.createDirectories(mirrors);
      try (DirectoryStream<Path> existing = Files.newDirectoryStream(mirrors, "*.git")) {
        existing.forEach(Quarantine::sweep);
      }
    } catch (IOException e) {
      throw new BerthException(
          ErrorCode.STORAGE_FAILED, "cannot use " + mirrors + ": " + e.getMessage(), e);
    }
  }

  @Override
  public String sync(Repository repository, String branch) {
    RefName wanted = RefName.branch(branch);
    RefName head = RefName.branch(repository.defaultBranch());
    Path mirror = directory(repository);
    Lock lock = lock(repository);
    lock.lock();
    try {
      if (!Files.exists(mirror.resolve("config"))
          || !Files.isDirectory(mirror.resolve("objects"))) {
        git.initBare(mirror);
      }
      forge(repository).fetchInto(repository, mirror);
      git.on(mirror).run("symbolic-ref", "HEAD", head.value());
      return read(git, mirror, wanted)
          .map(Oid::value)
          .orElseThrow(() -> noBranch(repository, mirror, branch));
    } finally {
      lock.unlock();
    }
  }

  private BerthException noBranch(Repository repository, Path mirror, String branch) {
    boolean empty = git.on(mirror).run("for-each-ref", "--count=1", "refs/heads").text().isEmpty();
    return empty
        ? new BerthException(ErrorCode.REPO_EMPTY, repository.name() + " has no commits")
        : new BerthException(
            ErrorCode.BRANCH_NOT_FOUND, repository.name() + " has no branch " + branch);
  }

  @Override
  public int commitsBeyond(Repository repository, String base, String head) {
    String count =
        git.on(existing(repository))
            .run("rev-list", "--count", new Oid(head).value(), "--not", new Oid(base).value())
            .text();
    return Integer.parseInt(count);
  }

  @Override
  public Diff diff(Repository repository, String base, String head, int limit) {
    Path mirror = existing(repository);
    String range = new Oid(base) + "..." + new Oid(head);
    String summary =
        git.on(mirror)
            .within(LONG)
            .run("diff", "--no-ext-diff", "--no-textconv", "--shortstat", range, "--")
            .text();
    CappedBuffer patch = new CappedBuffer(limit);
    Result result =
        git.on(mirror).within(LONG).stream(
            patch, "diff", "--no-ext-diff", "--no-textconv", "--no-color", range, "--");
    requireOk("git diff", result);
    Matcher numbers = SHORT_STAT.matcher(summary);
    return numbers.find()
        ? new Diff(
            patch.text(),
            patch.truncated(),
            number(numbers.group(1)),
            number(numbers.group(2)),
            number(numbers.group(3)))
        : new Diff(patch.text(), patch.truncated(), 0, 0, 0);
  }

  @Override
  public void bundle(Repository repository, String branch, List<String> known, OutputStream out) {
    List<String> arguments =
        new ArrayList<>(
            List.of("bundle", "create", "--quiet", "-", RefName.branch(branch).value()));
    known.forEach(oid -> arguments.add("^" + new Oid(oid)));
    Result result =
        git.on(existing(repository)).within(LONG).stream(out, arguments.toArray(String[]::new));
    requireOk("git bundle", result);
  }

  @Override
  public void uploadPack(FetchRequest request, InputStream in, OutputStream out) {
    Path mirror = existing(request.repository());
    try {
      new UploadPack(git, mirror, request).serve(in, out);
    } catch (IOException e) {
      throw broken(e);
    }
  }

  @Override
  public void advertisePush(Repository repository, Set<String> refs, OutputStream out) {
    List<String> lines = UploadPack.refs(git, existing(repository), refs);
    try {
      PktLine.write(out, "# service=git-receive-pack\n");
      PktLine.flush(out);
      String first = lines.isEmpty() ? Oid.ZERO + " capabilities^{}" : lines.getFirst();
      PktLine.write(out, first + "\0" + CAPABILITIES + "\n");
      for (String line : lines.stream().skip(1).toList()) {
        PktLine.write(out, line + "\n");
      }
      PktLine.flush(out);
      out.flush();
    } catch (IOException e) {
      throw broken(e);
    }
  }

  @Override
  public PushReport receivePack(PushRequest request, InputStream in, OutputStream out) {
    Repository repository = request.repository();
    Path mirror = existing(repository);
    try {
      return new ReceivePack(git, forge(repository), mirror, lock(repository), request)
          .take(in, out);
    } catch (IOException e) {
      throw broken(e);
    }
  }

  @Override
  public Optional<Checkpoint> checkpoint(Repository repository, SessionId session) {
    Path mirror = directory(repository);
    if (!Files.isDirectory(mirror)) {
      return Optional.empty();
    }
    RefName ref = new RefName(Checkpoint.refOf(session));
    return read(git, mirror, ref)
        .map(oid -> new Checkpoint(ref.value(), oid.value(), movedAt(mirror, ref)));
  }

  /**
   * A ref's own file is written when it is moved; what the commit says of itself proves nothing.
   */
  private static Instant movedAt(Path mirror, RefName ref) {
    Path own = mirror.resolve(ref.value());
    try {
      Path file = Files.exists(own) ? own : mirror.resolve("packed-refs");
      return Files.getLastModifiedTime(file).toInstant().truncatedTo(ChronoUnit.MILLIS);
    } catch (IOException e) {
      throw new BerthException(
          ErrorCode.STORAGE_FAILED, "cannot read " + ref.value() + ": " + e.getMessage(), e);
    }
  }

  @Override
  public int prune(Repository repository, Kept kept) {
    Path mirror = directory(repository);
    if (!Files.isDirectory(mirror)) {
      return 0;
    }
    Lock lock = lock(repository);
    lock.lock();
    try {
      return new Pruning(git, mirror).run(kept);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void discard(Repository repository) {
    Path mirror = directory(repository);
    Lock lock = lock(repository);
    lock.lock();
    try {
      if (Files.isDirectory(mirror)) {
        Quarantine.delete(mirror);
      }
    } catch (IOException e) {
      throw new BerthException(
          ErrorCode.STORAGE_FAILED,
          "the mirror of " + repository.name() + " cannot be deleted: " + e.getMessage(),
          e);
    } finally {
      lock.unlock();
      locks.remove(repository.id(), lock);
    }
  }

  /** The commit of a ref; shared with the push. */
  static Optional<Oid> read(Git git, Path mirror, RefName ref) {
    return git
        .on(mirror)
        .run("for-each-ref", "--format=%(objectname) %(refname)", "--", ref.value())
        .lines()
        .stream()
        .map(line -> line.split(" ", 2))
        .filter(words -> words[1].equals(ref.value()))
        .map(words -> new Oid(words[0]))
        .findFirst();
  }

  private Path directory(Repository repository) {
    return mirrors.resolve(repository.id().value() + ".git");
  }

  private Path existing(Repository repository) {
    Path mirror = directory(repository);
    if (!Files.isDirectory(mirror)) {
      throw new BerthException(
          ErrorCode.REPO_UNREACHABLE, repository.name() + " was not mirrored yet");
    }
    return mirror;
  }

  private Lock lock(Repository repository) {
    return locks.computeIfAbsent(repository.id(), id -> new ReentrantLock());
  }

  private Forge forge(Repository repository) {
    Forge forge = forges.get(repository.forge());
    if (forge == null) {
      throw new BerthException(
          ErrorCode.REPO_UNREACHABLE,
          repository.name()
              + " lives on the forge '"
              + repository.forge()
              + "', which is not set"
              + " up");
    }
    return forge;
  }

  private static int number(@org.jspecify.annotations.Nullable String digits) {
    return digits == null ? 0 : Integer.parseInt(digits);
  }

  private static void requireOk(String what, Result result) {
    if (!result.ok()) {
      throw new BerthException(
          ErrorCode.GIT_FAILED,
          what + " ended with " + result.exitCode() + ": " + result.errorText());
    }
  }

  private static BerthException broken(IOException e) {
    return new BerthException(
        ErrorCode.UNAVAILABLE, "the connection to the git client broke: " + e.getMessage(), e);
  }
}
