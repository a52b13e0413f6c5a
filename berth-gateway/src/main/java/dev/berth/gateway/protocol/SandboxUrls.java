package dev.berth.gateway.protocol;

import dev.berth.core.repo.RepoName;

/** Where the gateway's doors are as seen from inside a sandbox: session init forwards there. */
public final class SandboxUrls {
  /** The gateway. */
  public static final String GATEWAY = "http://127.0.0.1:8090";

  /** The egress door. */
  public static final String EGRESS = "http://127.0.0.1:8091";

  private SandboxUrls() {}

  /** The URL that a session clones from and pushes to. */
  public static String git(RepoName repo) {
    return GATEWAY + "/session/git/" + repo + ".git";
  }

  /** The base of a model dialect, {@code openai} or {@code anthropic}, with its version. */
  public static String model(String protocol) {
    return GATEWAY + "/session/model/" + protocol + "/v1";
  }
}
