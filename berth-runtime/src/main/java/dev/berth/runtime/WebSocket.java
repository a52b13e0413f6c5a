package dev.berth.runtime;

import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An open WebSocket, server side. One thread receives; any may send. Pings of the client are
 * answered while it is received from.
 */
public interface WebSocket {
  /**
   * Waits for the next whole message; empty when the client closed the socket in good order.
   *
   * @throws ClientGoneException when the connection broke
   */
  Optional<Message> receive() throws IOException;

  /** Sends a text message; waits until the connection took it. */
  void send(String text) throws ClientGoneException;

  /** Sends a binary message; waits until the connection took it. */
  void send(byte[] bytes) throws ClientGoneException;

  /** Sends a value as a text message of JSON. */
  void sendJson(@Nullable Object value) throws ClientGoneException;

  /**
   * Closes the socket; what is received or sent afterwards fails.
   *
   * @param code 1000, or 3000 to 4999 for one's own meanings
   * @param reason 123 bytes of UTF-8 at most
   */
  void close(int code, String reason);

  /** What a client says. */
  sealed interface Message {
    /** A text message. */
    record Text(String text) implements Message {}

    /** A binary message; the array is the receiver's own. */
    @SuppressWarnings("ArrayRecordComponent") // Handed over, never compared.
    record Binary(byte[] bytes) implements Message {}
  }
}
