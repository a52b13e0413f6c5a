package dev.berth.gateway.model;

/** Takes a provider's key out of words that the provider said. Immutable. */
final class Concealment {
  /** Shorter runs say nothing about a key. */
  private static final int IN_ERRORS = 8;

  /** Answers may speak of keys, and of the prefix that all keys of a provider have. */
  private static final int IN_ANSWERS = 20;

  private static final String INSTEAD = "[concealed]";

  private final String key;
  private final int shortest;

  Concealment(String key) {
    this(key, IN_ERRORS);
  }

  private Concealment(String key, int shortest) {
    this.key = key;
    this.shortest = shortest;
  }

  /** For what a model says. */
  Concealment inAnswers() {
    return new Concealment(key, IN_ANSWERS);
  }

  /** Conceals nothing: there is no key. */
  static Concealment none() {
    return new Concealment("");
  }

  /** Whether the text holds a part of the key that is worth hiding. */
  boolean finds(String text) {
    if (key.length() < shortest) {
      return !key.isEmpty() && text.contains(key);
    }
    for (int i = 0; i + shortest <= key.length(); i++) {
      if (text.contains(key.substring(i, i + shortest))) {
        return true;
      }
    }
    return false;
  }

  /** The text without every long run of characters that the key has. */
  String apply(String text) {
    if (!finds(text)) {
      return text;
    }
    if (key.length() < shortest) {
      return text.replace(key, INSTEAD);
    }
    StringBuilder out = new StringBuilder();
    int at = 0;
    while (at < text.length()) {
      int run = run(text, at);
      if (run >= shortest) {
        out.append(INSTEAD);
        at += run;
      } else {
        out.append(text.charAt(at));
        at++;
      }
    }
    return out.toString();
  }

  private int run(String text, int at) {
    int length = shortest;
    if (at + length > text.length() || !key.contains(text.substring(at, at + length))) {
      return 0;
    }
    while (at + length < text.length() && key.contains(text.substring(at, at + length + 1))) {
      length++;
    }
    return length;
  }
}
