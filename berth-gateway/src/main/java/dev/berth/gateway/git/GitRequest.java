package dev.berth.gateway.git;

import dev.berth.core.gateway.Grant;
import java.io.InputStream;
import java.util.Optional;

/**
 * A request at the git door, by a session that has been authenticated.
 *
 * @param repo the repository that the path names
 * @param contentType the request's, for posts
 * @param contentEncoding {@code gzip} or none
 * @param gitProtocol the {@code Git-Protocol} header
 */
public record GitRequest(
    Grant grant,
    Repo repo,
    Operation operation,
    Optional<String> contentType,
    Optional<String> contentEncoding,
    Optional<String> gitProtocol,
    InputStream body) {

  /** The two parts of the path as they came, the second with its {@code .git}. */
  public record Repo(String owner, String name) {}

  /** What git's smart HTTP consists of. */
  public enum Operation {
    ADVERTISE_FETCH("git-upload-pack", "advertisement"),
    FETCH("git-upload-pack", "result"),
    ADVERTISE_PUSH("git-receive-pack", "advertisement"),
    PUSH("git-receive-pack", "result");

    private final String program;
    private final String answer;

    Operation(String program, String answer) {
      this.program = program;
      this.answer = answer;
    }

    /** The media type of its answer. */
    public String answerType() {
      return "application/x-" + program + "-" + answer;
    }

    /** The media type that a post of it must have. */
    public String requestType() {
      return "application/x-" + program + "-request";
    }

    /** Whether it is part of a push. */
    public boolean pushes() {
      return this == ADVERTISE_PUSH || this == PUSH;
    }

    /** Whether it is asked for by GET. */
    public boolean advertises() {
      return this == ADVERTISE_FETCH || this == ADVERTISE_PUSH;
    }
  }
}
