package dev.berth.core.id;

/** One gate and its approval. A ULID: 26 characters of Crockford's base 32, upper case. */
public record GateId(String value) implements Comparable<GateId> {
  public GateId {
    Ulid.require(value);
  }

  @Override
  public int compareTo(GateId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
