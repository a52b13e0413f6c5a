package dev.berth.gateway.door;

import dev.berth.core.gateway.Grant;
import dev.berth.core.gateway.GrantRole;

/** Which grants may use a path; {@code docs/session-protocol.md}, section Roles. */
public enum Access {
  /** Agents until they are narrowed. */
  WORKING_AGENT,
  /** Agents, also when they are narrowed. */
  AGENT,
  /** Agents until they are narrowed, and verifications. */
  WORKING,
  /** Everybody whose grant lives. */
  ANYBODY,
  /** Verifications. */
  VERIFICATION;

  /** Whether a live grant may use such a path now. */
  public boolean allows(Grant grant) {
    boolean agent = grant.role() == GrantRole.AGENT;
    boolean narrowed = grant.narrowedAt().isPresent();
    return switch (this) {
      case WORKING_AGENT -> agent && !narrowed;
      case AGENT -> agent;
      case WORKING -> !narrowed;
      case ANYBODY -> true;
      case VERIFICATION -> !agent;
    };
  }
}
