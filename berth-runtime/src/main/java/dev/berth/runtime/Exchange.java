package dev.berth.runtime;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Map;
import java.util.OptionalLong;

/**
 * One HTTP request and its answer, as a server of any make hands it over: the seam by which an
 * {@link AgentApp} is mounted into Spring, Quarkus, Helidon or a servlet container.
 *
 * <p>Used by one thread, but for {@link #whenClientGone}.
 */
public interface Exchange {
  /** {@code GET}, {@code POST}, ... */
  String method();

  /** The target without its query, as {@code /invocations}. */
  String path();

  /** Header fields; those that came several times joined with a comma. Any case of names. */
  Map<String, String> headers();

  /** The body, which the app reads once. */
  InputStream body();

  /**
   * Begins the answer; called once.
   *
   * @param headers content type and the like; length and framing are the server's
   * @param length of the body; empty for a stream, each write of which is to reach the client at
   *     once
   * @return where the body goes; a write that fails means that the client is gone
   */
  OutputStream answer(int status, Map<String, String> headers, OptionalLong length)
      throws IOException;

  /**
   * Asks to be told when the client goes away while a stream is open, so that a producer that sends
   * nothing can be stopped. A server that cannot know leaves this as it is: its streams end with
   * the next write.
   *
   * @param action may be called from any thread, once
   */
  default void whenClientGone(Runnable action) {}
}
