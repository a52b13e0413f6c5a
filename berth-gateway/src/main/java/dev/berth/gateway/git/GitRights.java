package dev.berth.gateway.git;

import dev.berth.core.gateway.Grant;

/** Says what a grant may do at the git door. Thread-safe. */
@FunctionalInterface
public interface GitRights {
  /**
   * Looks now; a second look later may see less.
   *
   * @throws dev.berth.core.error.BerthException {@code SESSION_CLOSED} when it may do nothing any
   *     more, {@code NOT_FOUND} when its task has no repository
   */
  GitRight of(Grant grant);
}
