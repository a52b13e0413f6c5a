package dev.berth.core.id;

/**
 * A session. Inside Berth a ULID; on the wire {@code berth-session-<ulid>}, which satisfies
 * AgentCore's 33 characters.
 */
public record SessionId(String value) implements Comparable<SessionId> {
  private static final String PREFIX = "berth-session-";

  public SessionId {
    Ulid.require(value);
  }

  /** The form that agents and clouds see, 40 characters. */
  public String wire() {
    return PREFIX + value;
  }

  /**
   * Reads the wire form.
   *
   * @throws IllegalArgumentException when it is not one
   */
  public static SessionId fromWire(String wire) {
    if (!wire.startsWith(PREFIX)) {
      throw new IllegalArgumentException("a session id starts with " + PREFIX);
    }
    return new SessionId(wire.substring(PREFIX.length()));
  }

  @Override
  public int compareTo(SessionId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return wire();
  }
}
