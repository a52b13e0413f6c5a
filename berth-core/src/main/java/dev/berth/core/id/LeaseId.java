package dev.berth.core.id;

/**
 * A lease; also the exclusive name of the thing it holds. A ULID: 26 characters of Crockford's base
 * 32, upper case.
 */
public record LeaseId(String value) implements Comparable<LeaseId> {
  public LeaseId {
    Ulid.require(value);
  }

  @Override
  public int compareTo(LeaseId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
