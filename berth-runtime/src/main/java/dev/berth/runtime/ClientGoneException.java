package dev.berth.runtime;

import java.io.IOException;

/**
 * The client of a stream or a WebSocket went away: nobody reads, so the producer should end. It
 * concerns this stream and nothing else.
 */
public final class ClientGoneException extends IOException {
  private static final long serialVersionUID = 1L;

  ClientGoneException(Throwable cause) {
    super("the client closed the connection", cause);
  }
}
