package dev.berth.gateway.door;

import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCode;

/**
 * Counts the requests that are being answered and the bytes of their bodies. One for each socket,
 * above one for all. Thread-safe.
 */
final class Underway {
  private final int mostRequests;
  private final long mostBytes;
  private int requests;
  private long bytes;

  Underway(int mostRequests, long mostBytes) {
    this.mostRequests = mostRequests;
    this.mostBytes = mostBytes;
  }

  /** Nothing that is counted is refused for its number, only for its bytes. */
  static Underway ofBytes(long mostBytes) {
    return new Underway(Integer.MAX_VALUE, mostBytes);
  }

  /**
   * Counts a request of a socket in, until what is answered is closed.
   *
   * @param all what all sockets have under way
   * @throws BerthException {@code GATEWAY_CROWDED} when the socket has too much under way, {@code
   *     UNAVAILABLE} when all have
   */
  Entered enter(long body, Underway all) {
    if (!add(body)) {
      throw new BerthException(
          ErrorCode.GATEWAY_CROWDED,
          "a session may have "
              + mostRequests
              + " requests and "
              + mostBytes
              + " bytes of their bodies under way");
    }
    if (!all.add(body)) {
      remove(body);
      throw new BerthException(
          ErrorCode.UNAVAILABLE, "all sessions together have too large bodies under way");
    }
    return () -> {
      remove(body);
      all.remove(body);
    };
  }

  private synchronized boolean add(long body) {
    if (requests >= mostRequests || bytes + body > mostBytes) {
      return false;
    }
    requests++;
    bytes += body;
    return true;
  }

  private synchronized void remove(long body) {
    requests--;
    bytes -= body;
  }

  /** A request that is counted. */
  interface Entered extends AutoCloseable {
    @Override
    void close();
  }
}
