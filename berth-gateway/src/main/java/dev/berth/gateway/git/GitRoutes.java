package dev.berth.gateway.git;

import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCode;
import dev.berth.core.gateway.Grant;
import dev.berth.gateway.door.Access;
import dev.berth.gateway.door.Rate;
import dev.berth.gateway.door.SessionRoute;
import dev.berth.gateway.git.GitRequest.Operation;
import dev.berth.gateway.git.GitRequest.Repo;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** The git door on the sockets of sessions. Thread-safe. */
public final class GitRoutes {
  private static final String BASE = "/session/git/{owner}/{name}/";
  private static final Rate RATE = new Rate(10, 100);

  /** What the mirror reads of a fetch's wants and haves before it answers. */
  private static final int FETCH_BYTES = 16 << 20;

  private final GitDoor door;

  public GitRoutes(GitDoor door) {
    this.door = door;
  }

  /**
   * The paths of git's smart HTTP. Narrowed grants come through: their last checkpoint is allowed,
   * the door refuses the rest.
   */
  public List<SessionRoute> routes() {
    return List.of(
        new SessionRoute(
            HandlerType.GET, BASE + "info/refs", Access.ANYBODY, RATE, 0, this::advertise),
        new SessionRoute(
            HandlerType.POST,
            BASE + "git-upload-pack",
            Access.ANYBODY,
            RATE,
            FETCH_BYTES,
            (grant, request) -> handle(grant, request, Operation.FETCH)),
        new SessionRoute(
            HandlerType.POST,
            BASE + "git-receive-pack",
            Access.ANYBODY,
            RATE,
            0,
            (grant, request) -> handle(grant, request, Operation.PUSH)));
  }

  private void advertise(Grant grant, Context request) throws IOException {
    String service = String.valueOf(request.queryParam("service"));
    Operation operation =
        switch (service) {
          case "git-upload-pack" -> Operation.ADVERTISE_FETCH;
          case "git-receive-pack" -> Operation.ADVERTISE_PUSH;
          default ->
              throw new BerthException(
                  ErrorCode.VALIDATION_ERROR, "only git's smart HTTP protocol is spoken here");
        };
    handle(grant, request, operation);
  }

  private void handle(Grant grant, Context request, Operation operation) throws IOException {
    door.handle(
        new GitRequest(
            grant,
            new Repo(request.pathParam("owner"), request.pathParam("name")),
            operation,
            Optional.ofNullable(request.header("Content-Type")),
            Optional.ofNullable(request.header("Content-Encoding")),
            Optional.ofNullable(request.header("Git-Protocol")),
            request.bodyInputStream()),
        mediaType -> {
          request.status(200).contentType(mediaType).header("Cache-Control", "no-cache");
          // Javalin's own stream does not pass flushes on, and who waits for a human is to know it.
          return request.res().getOutputStream();
        });
  }
}
