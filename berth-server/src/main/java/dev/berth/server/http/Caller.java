package dev.berth.server.http;

import dev.berth.core.access.Role;
import dev.berth.core.access.Scope;
import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCode;
import dev.berth.core.id.UserId;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * Who calls, and what they may.
 *
 * @param scopes what their credential is limited to; empty: to nothing less than the role
 * @param expiresAt when their credential ends
 */
public record Caller(UserId user, Role role, Set<Scope> scopes, Optional<Instant> expiresAt) {
  public Caller {
    scopes = Set.copyOf(scopes);
  }

  /**
   * Insists on a role.
   *
   * @throws BerthException {@code FORBIDDEN}
   */
  public void require(Role needed) {
    if (!role.includes(needed)) {
      throw new BerthException(
          ErrorCode.FORBIDDEN,
          "this needs the role " + needed.name().toLowerCase(java.util.Locale.ROOT));
    }
  }

  /**
   * Insists on a scope, where the credential is limited to some.
   *
   * @throws BerthException {@code FORBIDDEN}
   */
  void require(Scope scope) {
    if (!scopes.isEmpty() && !scopes.contains(scope)) {
      throw new BerthException(
          ErrorCode.FORBIDDEN, "this key lacks the scope '" + scope.wire() + "'");
    }
  }
}
