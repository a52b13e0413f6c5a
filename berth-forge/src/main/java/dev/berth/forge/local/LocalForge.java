package dev.berth.forge.local;

import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCode;
import dev.berth.core.exec.CommandRunner.Result;
import dev.berth.core.forge.ChangeRequest;
import dev.berth.core.forge.Forge;
import dev.berth.core.id.RepoId;
import dev.berth.core.repo.Repository;
import dev.berth.core.store.Database;
import dev.berth.core.store.Tx;
import dev.berth.core.time.Time;
import dev.berth.forge.git.Git;
import dev.berth.forge.git.Oid;
import dev.berth.forge.git.RefName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Repositories on this host's disk, change requests in the database. Thread-safe; callers see to it
 * that a repository is fetched by one at a time.
 */
public final class LocalForge implements Forge {
  /** The forge's name in {@link Repository#forge()}. */
  public static final String NAME = "local";

  /**
   * Branches under this prefix are Berth's own: a clone of a repository that is only read keeps
   * them, whatever that repository has under it.
   */
  public static final String BRANCH_PREFIX = "berth/";

  private static final Duration TRANSFER_LIMIT = Duration.ofMinutes(10);

  private final Git git;
  private final Path clones;
  private final UserPrincipal user;
  private final Database database;
  private final Time time;

  /**
   * @param data the data directory; clones of repositories that are only read are below its {@code
   *     forge/}
   */
  public LocalForge(Git git, Path data, Database database, Time time) {
    this.git = git;
    this.clones = data.resolve("forge");
    this.database = database;
    this.time = time;
    try {
      Files.createDirectories(clones);
      this.user = Files.getOwner(clones);
    } catch (IOException e) {
      throw new BerthException(
          ErrorCode.STORAGE_FAILED, "cannot make " + clones + ": " + e.getMessage(), e);
    }
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public RepoFacts inspect(String location, Optional<String> wantedBranch) {
    LocalLocation wanted = LocalLocation.parse(location);
    LocalRepository found = open(wanted);
    Path gitDirectory = found.gitDirectory();
    RefName branch =
        wantedBranch.map(LocalForge::branch).orElseGet(() -> checkedOut(wanted, gitDirectory));
    Optional<Oid> oid = read(gitDirectory, branch);
    if (oid.isEmpty() && wantedBranch.isPresent()) {
      throw new BerthException(
          ErrorCode.BRANCH_NOT_FOUND, wanted.path() + " has no branch " + wantedBranch.get());
    }
    if (oid.isEmpty()) {
      throw new BerthException(ErrorCode.REPO_EMPTY, wanted.path() + " has no commit on " + branch);
    }
    LocalLocation stored =
        new LocalLocation(realPath(wanted.path()), wanted.readOnly() || !found.bare());
    return new RepoFacts(
        stored.toString(), branch.value().substring("refs/heads/".length()), oid.get().value());
  }

  private RefName checkedOut(LocalLocation wanted, Path gitDirectory) {
    Result head = git.on(gitDirectory).attempt("symbolic-ref", "--quiet", "HEAD");
    if (!head.ok() || !head.text().startsWith("refs/heads/")) {
      throw unreachable(wanted.path() + ": HEAD names no branch; check one out", null);
    }
    return refName(head.text());
  }

  private static RefName branch(String name) {
    try {
      return new RefName("refs/heads/" + name);
    } catch (IllegalArgumentException e) {
      throw new BerthException(
          ErrorCode.BRANCH_NOT_FOUND, "'" + name + "' cannot be a branch: " + e.getMessage(), e);
    }
  }

  @Override
  public void fetchInto(Repository repository, Path gitDirectory) {
    LocalLocation location = LocalLocation.parse(repository.location());
    Path from = open(location).gitDirectory();
    if (location.readOnly()) {
      Path clone = clone(repository.id());
      git.initBare(clone);
      fetch(
          from,
          clone,
          "+refs/heads/*:refs/heads/*",
          "^refs/heads/" + BRANCH_PREFIX + "*",
          "+refs/tags/*:refs/tags/*");
      from = clone;
    }
    fetch(from, gitDirectory, "+refs/heads/*:refs/heads/*", "+refs/tags/*:refs/tags/*");
  }

  @Override
  public PushAnswer push(Repository repository, ForgePush push) {
    RefName ref = new RefName(push.ref());
    if (LocalLocation.parse(repository.location()).readOnly()
        && !ref.value().startsWith("refs/heads/" + BRANCH_PREFIX)) {
      // Berth's clone would have it until the next fetch, and nobody else ever.
      return new PushAnswer.Refused(
          "this repository is only read; branches under " + BRANCH_PREFIX + " stay with Berth");
    }
    Path target = directory(repository);
    Oid oid = new Oid(push.newOid());
    String lease = ref + ":" + push.expectedOid().map(Oid::new).map(Oid::value).orElse("");
    Git.Call call = git.on(push.gitDirectory()).within(TRANSFER_LIMIT);
    push.quarantine().ifPresent(call::quarantine);
    Result result;
    try {
      result =
          call.attempt(
              "push",
              "--porcelain",
              "--no-verify",
              "--recurse-submodules=no",
              "--receive-pack=" + git.peer("receive-pack"),
              "--force-with-lease=" + lease,
              "--",
              target.toString(),
              oid + ":" + ref);
    } catch (BerthException e) {
      // It may have gone through before the deadline: the ref tells.
      if (read(target, ref).equals(Optional.of(oid))) {
        return new PushAnswer.Accepted();
      }
      throw e;
    }
    if (result.ok()) {
      return new PushAnswer.Accepted();
    }
    Optional<String> refusal =
        result.lines().stream().filter(line -> line.startsWith("!")).findFirst();
    if (refusal.isPresent()) {
      return new PushAnswer.Refused(reason(refusal.get()));
    }
    throw new BerthException(
        ErrorCode.GIT_FAILED, "the push to " + repository.name() + " failed: " + brief(result));
  }

  @Override
  public Optional<String> branchOid(Repository repository, String branch) {
    return read(directory(repository), RefName.branch(branch)).map(Oid::value);
  }

  @Override
  public boolean deleteBranch(Repository repository, String branch, String expectedOid) {
    Path target = directory(repository);
    RefName ref = RefName.branch(branch);
    Oid expected = new Oid(expectedOid);
    Result result =
        git.on(target).attempt("update-ref", "--no-deref", "-d", ref.value(), expected.value());
    Optional<Oid> now = read(target, ref);
    if (!result.ok() && now.equals(Optional.of(expected))) {
      throw new BerthException(ErrorCode.GIT_FAILED, "cannot delete " + ref + ": " + brief(result));
    }
    return now.isEmpty();
  }

  @Override
  public Opened openChangeRequest(Repository repository, ChangeRequest.Draft draft) {
    Optional<String> head = branchOid(repository, draft.branch());
    if (head.isEmpty() || draft.headOid().equals(draft.baseOid())) {
      throw new BerthException(
          ErrorCode.NOTHING_PUSHED, draft.branch() + " has no commits on the forge");
    }
    if (!head.get().equals(draft.headOid())) {
      throw new BerthException(
          ErrorCode.CHANGE_REQUEST_REFUSED,
          draft.branch() + " is at " + head.get() + ", not at " + draft.headOid());
    }
    if (branchOid(repository, draft.base()).isEmpty()) {
      throw new BerthException(
          ErrorCode.CHANGE_REQUEST_REFUSED, "there is no branch " + draft.base());
    }
    return database.write(tx -> store(tx, repository, draft));
  }

  @Override
  public Optional<ChangeRequest> findChangeRequest(
      Repository repository, String branch, String base) {
    return database.read(tx -> tx.changeRequests().find(repository.id(), branch, base));
  }

  private Opened store(Tx tx, Repository repository, ChangeRequest.Draft draft) {
    Optional<ChangeRequest> existing =
        tx.changeRequests().find(repository.id(), draft.branch(), draft.base());
    Instant now = time.now();
    long number =
        existing
            .map(ChangeRequest::number)
            .orElseGet(() -> tx.changeRequests().nextNumber(repository.id()));
    ChangeRequest changeRequest =
        new ChangeRequest(
            repository.id(),
            number,
            draft.task(),
            draft.title(),
            draft.body(),
            draft.branch(),
            draft.base(),
            draft.baseOid(),
            draft.headOid(),
            NAME + ":" + repository.name() + "#" + number,
            draft.evidence(),
            existing.map(ChangeRequest::createdAt).orElse(now),
            now);
    if (existing.isPresent()) {
      tx.changeRequests().update(changeRequest);
    } else {
      tx.changeRequests().insert(changeRequest);
    }
    return new Opened(changeRequest, existing.isEmpty());
  }

  private void fetch(Path from, Path into, String... refspecs) {
    List<String> args =
        new ArrayList<>(
            List.of(
                "fetch",
                "--quiet",
                "--prune",
                "--force",
                "--no-tags",
                "--no-write-fetch-head",
                "--no-recurse-submodules",
                "--no-auto-maintenance",
                "--upload-pack=" + git.peer("upload-pack") + " --strict",
                "--",
                from.toString()));
    args.addAll(List.of(refspecs));
    Result result;
    try {
      result = git.on(into).within(TRANSFER_LIMIT).attempt(args.toArray(String[]::new));
    } catch (BerthException e) {
      throw unreachable("cannot fetch from " + from + ": " + e.detail(), e);
    }
    if (!result.ok()) {
      throw unreachable("cannot fetch from " + from + ": " + brief(result), null);
    }
  }

  /** The bare repository that is this repository's forge. */
  private Path directory(Repository repository) {
    LocalLocation location = LocalLocation.parse(repository.location());
    if (!location.readOnly()) {
      return open(location).gitDirectory();
    }
    Path clone = clone(repository.id());
    if (!Files.isDirectory(clone)) {
      throw unreachable("Berth's clone of " + repository.name() + " was not made yet", null);
    }
    return clone;
  }

  private Path clone(RepoId id) {
    return clones.resolve(id.value() + ".git");
  }

  private LocalRepository open(LocalLocation location) {
    LocalRepository repository = LocalRepository.open(location.path(), user);
    Path common = repository.commonDirectory();
    Result partial =
        git.on(repository.gitDirectory())
            .attempt(
                "config",
                "--no-includes",
                "--file",
                common.resolve("config").toString(),
                "--get-regexp",
                "^(extensions\\.partialclone|remote\\..*\\.promisor)$");
    if (partial.ok()) {
      throw unreachable(common + " is a partial clone; Berth needs a complete one", null);
    }
    Result format = git.on(repository.gitDirectory()).attempt("rev-parse", "--show-object-format");
    if (!format.ok()) {
      throw unreachable(location.path() + ": " + brief(format), null);
    }
    if (!format.text().equals("sha1")) {
      throw unreachable(common + " uses " + format.text() + " object ids, Berth only sha1", null);
    }
    return repository;
  }

  private Optional<Oid> read(Path gitDirectory, RefName ref) {
    Result result =
        git.on(gitDirectory).attempt("show-ref", "--verify", "--hash", "--", ref.value());
    if (result.ok()) {
      return Optional.of(new Oid(result.text()));
    }
    if (result.errorText().endsWith("not a valid ref")) {
      return Optional.empty();
    }
    throw unreachable("cannot read " + ref + " of " + gitDirectory + ": " + brief(result), null);
  }

  private static RefName refName(String text) {
    try {
      return new RefName(text);
    } catch (IllegalArgumentException e) {
      throw unreachable("Berth cannot work on a branch of that name: " + text, e);
    }
  }

  private static Path realPath(Path path) {
    try {
      return path.toRealPath();
    } catch (IOException e) {
      throw unreachable("cannot read " + path, e);
    }
  }

  private static String reason(String line) {
    int open = line.lastIndexOf('(');
    int close = line.lastIndexOf(')');
    String words = open >= 0 && close > open ? line.substring(open + 1, close) : line;
    return words.equals("stale info") ? "the branch moved on the forge meanwhile" : words;
  }

  private static String brief(Result result) {
    String text = result.errorText();
    return text.substring(0, Math.min(text.length(), 500));
  }

  private static BerthException unreachable(String why, @Nullable Exception cause) {
    return new BerthException(ErrorCode.REPO_UNREACHABLE, why, cause);
  }
}
