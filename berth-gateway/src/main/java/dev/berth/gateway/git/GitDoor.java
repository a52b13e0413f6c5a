package dev.berth.gateway.git;

import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCode;
import dev.berth.core.forge.Mirror;
import dev.berth.core.forge.Mirror.FetchRequest;
import dev.berth.core.forge.Mirror.Inspector;
import dev.berth.core.forge.Mirror.PushLimits;
import dev.berth.core.forge.Mirror.PushReport;
import dev.berth.core.forge.Mirror.PushRequest;
import dev.berth.core.forge.Mirror.RefUpdate;
import dev.berth.core.forge.Mirror.Refusal;
import dev.berth.core.gateway.Grant;
import dev.berth.core.id.LeaseId;
import dev.berth.core.repo.Repository;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/**
 * Lets a session fetch its repository and push its own branch forward. Who asks has been
 * authenticated; what it may do is looked up for each request, and once more just before a push
 * takes effect. Thread-safe.
 */
public final class GitDoor {
  private final Mirror mirror;
  private final GitRights rights;
  private final Settings settings;
  private final PushListener listener;
  private final PushBudget budget;

  public GitDoor(Mirror mirror, GitRights rights, Settings settings, PushListener listener) {
    this.mirror = mirror;
    this.rights = rights;
    this.settings = settings;
    this.listener = listener;
    this.budget = new PushBudget(settings.sessionBytes());
  }

  /**
   * What holds for every repository.
   *
   * @param limits of one push
   * @param sessionBytes of packs, of all accepted pushes of a session together
   * @param protectedPaths globs, where a repository's settings have none of their own
   */
  public record Settings(PushLimits limits, long sessionBytes, List<String> protectedPaths) {
    public Settings {
      protectedPaths = List.copyOf(protectedPaths);
    }

    /** The standard limits; 2 GiB; {@code .github/workflows/**} is protected. */
    public static Settings standard() {
      return new Settings(PushLimits.standard(), 2L << 30, List.of(".github/workflows/**"));
    }
  }

  /**
   * Answers one request.
   *
   * @throws BerthException {@code NOT_FOUND}, {@code FORBIDDEN}, {@code SESSION_PHASE}, {@code
   *     SESSION_CLOSED}, {@code MALFORMED_BODY}; a refused push is an answer, not an exception
   */
  public void handle(GitRequest request, GitAnswer answer) throws IOException {
    GitRight right = rights.of(request.grant());
    Repository repository = right.repository();
    if (!request.repo().owner().equals(repository.name().owner())
        || !request.repo().name().equals(repository.name().name() + ".git")) {
      throw new BerthException(ErrorCode.NOT_FOUND, "this session's repository is another one");
    }
    requireAllowed(request, right);
    LazyOutput out = new LazyOutput(answer, request.operation().answerType());
    switch (request.operation()) {
      case ADVERTISE_FETCH, FETCH ->
          mirror.uploadPack(
              new FetchRequest(
                  repository,
                  right.shown(),
                  request.operation().advertises(),
                  request.gitProtocol()),
              body(request),
              out);
      case ADVERTISE_PUSH -> mirror.advertisePush(repository, right.shown(), out);
      case PUSH -> push(request, right, out);
    }
    out.finish();
  }

  private void push(GitRequest request, GitRight right, LazyOutput out) throws IOException {
    LeaseId session = request.grant().lease();
    PushLimits limits = settings.limits();
    long share = budget.take(session, limits.packBytes());
    if (share == 0) {
      throw new BerthException(
          ErrorCode.PUSH_TOO_LARGE,
          "the session has pushed the " + settings.sessionBytes() + " bytes that it may");
    }
    long left = 0;
    try {
      PushReport report =
          mirror.receivePack(
              new PushRequest(
                  right.repository(),
                  right.mayPush() ? right.branchRef() : Optional.empty(),
                  right.checkpointRef(),
                  new PushLimits(share, limits.objects(), limits.expandedBytes(), limits.commits()),
                  new Checks(request.grant(), right)),
              body(request),
              out);
      boolean accepted = report.outcomes().stream().anyMatch(o -> o.refusal().isEmpty());
      left = accepted ? report.packBytes() : 0;
      if (!report.outcomes().isEmpty()) {
        listener.pushed(request.grant(), right, report);
      }
    } finally {
      budget.giveBack(session, share - left);
    }
  }

  private static void requireAllowed(GitRequest request, GitRight right) {
    boolean narrowed = request.grant().narrowedAt().isPresent();
    if (request.operation().pushes()) {
      // A narrowed agent's grant still saves its last checkpoint.
      if (!right.mayPush() && right.checkpointRef().isEmpty()) {
        throw new BerthException(ErrorCode.FORBIDDEN, "this session does not push");
      }
    } else if (narrowed) {
      throw new BerthException(ErrorCode.SESSION_PHASE, "the session's result is in");
    }
    if (!request.operation().advertises()
        && !request.contentType().equals(Optional.of(request.operation().requestType()))) {
      throw new BerthException(
          ErrorCode.MALFORMED_BODY,
          "the content type must be " + request.operation().requestType());
    }
  }

  private static InputStream body(GitRequest request) throws IOException {
    if (request.operation().advertises()) {
      return InputStream.nullInputStream();
    }
    String encoding = request.contentEncoding().orElse("identity");
    return switch (encoding) {
      case "identity" -> request.body();
      case "gzip", "x-gzip" -> unzip(request.body());
      default ->
          throw new BerthException(
              ErrorCode.MALFORMED_BODY, "the body may be compressed with gzip only");
    };
  }

  private static InputStream unzip(InputStream body) {
    try {
      return new GZIPInputStream(body, 64 * 1024);
    } catch (IOException e) {
      throw new BerthException(ErrorCode.MALFORMED_BODY, "the body is not gzip", e);
    }
  }

  /** Decides about the updates of one push. */
  private final class Checks implements Inspector {
    private final Grant grant;
    private final GitRight atStart;

    Checks(Grant grant, GitRight atStart) {
      this.grant = grant;
      this.atStart = atStart;
    }

    @Override
    public Optional<Refusal> refuse(RefUpdate update) {
      List<String> globs =
          atStart.repository().settings().protectedPaths().orElse(settings.protectedPaths());
      return new ProtectedPaths(globs)
          .firstOf(update.paths(), update.links())
          .map(path -> new Refusal(ErrorCode.PATH_PROTECTED, "a commit changes " + path));
    }

    @Override
    public Optional<Refusal> revoked(String ref) {
      GitRight now;
      try {
        now = rights.of(grant);
      } catch (BerthException e) {
        return Optional.of(new Refusal(e.code(), e.detail()));
      }
      if (now.checkpointRef().equals(Optional.of(ref))) {
        return Optional.empty();
      }
      return now.mayPush() && now.epoch() == atStart.epoch()
          ? Optional.empty()
          : Optional.of(new Refusal(ErrorCode.SESSION_PHASE, "the session's result is in"));
    }
  }
}
