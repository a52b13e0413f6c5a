package dev.berth.core.id;

/**
 * An event; increases with the sequence number within a task. A ULID: 26 characters of Crockford's
 * base 32, upper case.
 */
public record EventId(String value) implements Comparable<EventId> {
  public EventId {
    Ulid.require(value);
  }

  @Override
  public int compareTo(EventId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
