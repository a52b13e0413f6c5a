package dev.berth.core.id;

/**
 * One server process of an installation, new at each boot. A ULID: 26 characters of Crockford's
 * base 32, upper case.
 */
public record NodeId(String value) implements Comparable<NodeId> {
  public NodeId {
    Ulid.require(value);
  }

  @Override
  public int compareTo(NodeId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
