package dev.berth.gateway.git;

import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCode;
import dev.berth.core.forge.Mirror;
import dev.berth.core.forge.Mirror.FetchRequest;
import dev.berth.core.forge.Mirror.PushLimits;
import dev.berth.core.forge.Mirror.PushReport;
import dev.berth.core.forge.Mirror.PushRequest;
import dev.berth.core.gate.Gates;
import dev.berth.core.id.LeaseId;
import dev.berth.core.repo.Repository;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/**
 * Lets a session fetch its repository and push its own branch, as far as the rules and people let
 * it. Who asks has been authenticated; what it may do is looked up for each request, and once more
 * just before a push takes effect. Thread-safe.
 */
public final class GitDoor {
  private final Mirror mirror;
  private final GitRights rights;
  private final Gates gates;
  private final Settings settings;
  private final PushListener listener;
  private final PushBudget budget;
  private final ParkedPushes places;

  /**
   * @param gates are asked about each push of work
   */
  public GitDoor(
      Mirror mirror, GitRights rights, Gates gates, Settings settings, PushListener listener) {
    this.mirror = mirror;
    this.rights = rights;
    this.gates = gates;
    this.settings = settings;
    this.listener = listener;
    this.budget = new PushBudget(settings.sessionBytes());
    this.places = new ParkedPushes(settings.parked());
  }

  /**
   * What holds for every repository.
   *
   * @param limits of one push
   * @param sessionBytes of packs, of all accepted pushes of a session together
   * @param parked how pushes wait for a human
   */
  public record Settings(PushLimits limits, long sessionBytes, ParkedPushes.Settings parked) {
    /** The standard limits, 2 GiB. */
    public static Settings standard() {
      return new Settings(PushLimits.standard(), 2L << 30, ParkedPushes.Settings.standard());
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
                  limits.withPack(share),
                  new PushChecks(gates, rights, request.grant(), right, places)),
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
}
