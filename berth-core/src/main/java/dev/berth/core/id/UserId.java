package dev.berth.core.id;

/** Who acts: the subject of a token or the owner of an API key; 1-128 visible ASCII characters. */
public record UserId(String value) implements Comparable<UserId> {
  public UserId {
    if (value.isEmpty()
        || value.length() > 128
        || !value.chars().allMatch(c -> c > 32 && c < 127)) {
      throw new IllegalArgumentException("a user id has 1-128 visible ASCII characters");
    }
  }

  @Override
  public int compareTo(UserId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
