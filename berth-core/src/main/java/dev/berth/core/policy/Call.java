package dev.berth.core.policy;

import java.util.Map;

/**
 * One step that somebody wants to take: a tool call of an agent, or an effect that reached a door.
 *
 * <p>Doors use the tools {@link #GIT_PUSH} with {@code ref}, {@code old_oid} (absent for a new
 * ref), {@code new_oid}, {@code force}, {@code paths} and {@code links} (lists of texts), {@link
 * #WEB_FETCH} with {@code host} and {@code port}. Whatever an agent calls its tools, those of the
 * table in {@code docs/operations/policy.md} have a meaning; any other is an {@code invoke_tool}.
 *
 * @param input JSON values of the JDK, untrusted
 */
public record Call(String tool, Map<String, Object> input) {
  public static final String GIT_PUSH = "git_push";
  public static final String WEB_FETCH = "web_fetch";

  public Call {
    input = Map.copyOf(input);
  }
}
