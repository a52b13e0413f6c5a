package dev.berth.core.id;

/** An API key, not its secret. A ULID: 26 characters of Crockford's base 32, upper case. */
public record ApiKeyId(String value) implements Comparable<ApiKeyId> {
  public ApiKeyId {
    Ulid.require(value);
  }

  @Override
  public int compareTo(ApiKeyId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
