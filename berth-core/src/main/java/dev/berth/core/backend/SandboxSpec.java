package dev.berth.core.backend;

import dev.berth.core.gateway.GrantRole;
import dev.berth.core.id.SessionId;
import dev.berth.core.secret.Secret;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * A sandbox to start.
 *
 * @param agentDirectory mounted read-only at {@code /opt/berth/agent}; empty for a verification
 * @param doors the directory with the session's sockets, mounted at {@code /run/berth}
 * @param token the session's token; reaches session init by its standard input only
 */
public record SandboxSpec(
    SessionId session,
    GrantRole role,
    Optional<Path> agentDirectory,
    Path doors,
    Secret token,
    ResourceLimits limits,
    Instant hardEnd) {

  /** Bounds of a sandbox. */
  public record ResourceLimits(long memoryBytes, int processes, long diskBytes) {}
}
