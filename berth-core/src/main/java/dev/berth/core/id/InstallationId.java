package dev.berth.core.id;

/** One control plane and its database. A ULID: 26 characters of Crockford's base 32, upper case. */
public record InstallationId(String value) implements Comparable<InstallationId> {
  public InstallationId {
    Ulid.require(value);
  }

  @Override
  public int compareTo(InstallationId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
