package dev.berth.server.http;

import dev.berth.core.access.Role;
import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCode;
import dev.berth.core.id.UserId;

/** Who calls, and what they may. */
public record Caller(UserId user, Role role) {
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

  /** Whether the caller may see what belongs to this user. */
  public boolean maySee(UserId owner) {
    return owner.equals(user) || role.includes(Role.OPERATOR);
  }
}
