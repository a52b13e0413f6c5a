package dev.berth.runtime;

/**
 * Talks over one WebSocket, on a virtual thread of its own. When it returns, the socket closes with
 * 1000; when it fails, with 1011.
 */
@FunctionalInterface
public interface WebSocketHandler {
  /**
   * Serves one socket. Who opened it is in {@link InvocationContext#current()}.
   *
   * @throws Exception anything; it is logged, and the client told 1011 without its text
   */
  void handle(WebSocket socket) throws Exception;
}
