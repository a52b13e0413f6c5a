package dev.berth.core.id;

/**
 * An onboarded repository, stable over renames. A ULID: 26 characters of Crockford's base 32, upper
 * case.
 */
public record RepoId(String value) implements Comparable<RepoId> {
  public RepoId {
    Ulid.require(value);
  }

  @Override
  public int compareTo(RepoId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
