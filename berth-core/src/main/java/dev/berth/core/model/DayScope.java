package dev.berth.core.model;

import dev.berth.core.id.UserId;

/** Whose money of a day is counted. */
public sealed interface DayScope {
  /** The key that is stored: it stays. */
  String key();

  /** In a word, for people. */
  String word();

  /** Of all tasks. */
  record Installation() implements DayScope {
    @Override
    public String key() {
      return "installation";
    }

    @Override
    public String word() {
      return "installation";
    }
  }

  /** Of one user's tasks. */
  record OfUser(UserId user) implements DayScope {
    @Override
    public String key() {
      return "user:" + user.value();
    }

    @Override
    public String word() {
      return "user";
    }
  }
}
