package dev.berth.runtime;

import java.io.InputStream;

/**
 * Handles an invocation whose body is none of the library's business. Called on a virtual thread of
 * its own.
 */
@FunctionalInterface
public interface RawHandler {
  /**
   * Answers one invocation.
   *
   * @param body the bytes as they arrive; reading more than the payload limit fails with a 413
   *     answer
   * @throws Exception as for {@link Handler#handle}
   */
  Answer handle(InputStream body) throws Exception;
}
