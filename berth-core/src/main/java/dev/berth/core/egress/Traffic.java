package dev.berth.core.egress;

/**
 * Bytes through the egress door, what is inside TLS and TLS itself, without {@code CONNECT}.
 *
 * @param sent by the session, from 0
 * @param received by the session, from 0
 */
public record Traffic(long sent, long received) {
  public Traffic {
    if (sent < 0 || received < 0) {
      throw new IllegalArgumentException("bytes are counted from 0");
    }
  }

  public static Traffic none() {
    return new Traffic(0, 0);
  }
}
