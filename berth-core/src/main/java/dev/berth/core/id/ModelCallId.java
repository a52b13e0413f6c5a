package dev.berth.core.id;

/** One call through the model gateway. A ULID: 26 characters of Crockford's base 32, upper case. */
public record ModelCallId(String value) implements Comparable<ModelCallId> {
  public ModelCallId {
    Ulid.require(value);
  }

  @Override
  public int compareTo(ModelCallId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
