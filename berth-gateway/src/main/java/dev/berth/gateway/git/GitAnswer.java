package dev.berth.gateway.git;

import java.io.IOException;
import java.io.OutputStream;

/** The answer of a request, which begins with its first byte. */
@FunctionalInterface
public interface GitAnswer {
  /**
   * Begins a 200 of this media type, not to be cached, and answers where its body goes. Called at
   * most once; an exception before it can still become an error's status.
   */
  OutputStream begin(String mediaType) throws IOException;
}
