package dev.berth.core.gateway;

/** What a session's token is good for. */
public enum GrantRole {
  /** The agent's: every path, until it is narrowed. */
  AGENT,
  /** A verification's: hello, output, verification, git fetch, egress. */
  VERIFY
}
