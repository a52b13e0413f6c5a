package dev.berth.core.id;

/** A task. A ULID: 26 characters of Crockford's base 32, upper case. */
public record TaskId(String value) implements Comparable<TaskId> {
  public TaskId {
    Ulid.require(value);
  }

  @Override
  public int compareTo(TaskId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
