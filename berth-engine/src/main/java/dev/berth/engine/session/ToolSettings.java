package dev.berth.engine.session;

import dev.berth.core.repo.RepoName;
import dev.berth.core.secret.Secret;
import java.util.Map;
import java.util.Optional;

/** Settings of build tools that lead them to the session's doors. Thread-safe. */
@FunctionalInterface
public interface ToolSettings {
  /** Text by path relative to the agent's home. */
  Map<String, String> files(Asking session);

  /**
   * Whose tools they are.
   *
   * @param repo whose registries they may use
   * @param token is theirs for the gateway; it goes into files of this session and nowhere else
   */
  record Asking(Optional<RepoName> repo, Secret token) {}
}
