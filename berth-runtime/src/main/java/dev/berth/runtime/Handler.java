package dev.berth.runtime;

import org.jspecify.annotations.Nullable;

/**
 * Handles an invocation whose body was read as JSON. Called on a virtual thread of its own; any
 * number run at the same time.
 *
 * @param <I> what Jackson makes of the body
 */
@FunctionalInterface
public interface Handler<I> {
  /**
   * Answers one invocation. What was asked is in {@link InvocationContext#current()}.
   *
   * @return an {@link Answer}, or a value that becomes a 200 JSON answer
   * @throws AgentException for an error status of one's own choice
   * @throws Exception anything else becomes 500 {@code {"error": message}}, without a stack trace
   */
  @Nullable Object handle(I input) throws Exception;
}
