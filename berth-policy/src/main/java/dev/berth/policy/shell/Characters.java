package dev.berth.policy.shell;

/** A text and a place in it. For one thread. */
final class Characters {
  static final char END = '\uFFFF';

  private final String text;
  private final Budget budget;
  private int at;

  Characters(String text, Budget budget) throws UnreadableException {
    budget.text(text.length());
    this.text = text;
    this.budget = budget;
  }

  boolean atEnd() {
    return at >= text.length();
  }

  /** The character that comes, or {@link #END}. */
  char peek() {
    return peek(0);
  }

  char peek(int ahead) {
    return at + ahead < text.length() ? text.charAt(at + ahead) : END;
  }

  char next() throws UnreadableException {
    budget.step();
    if (atEnd()) {
      throw new UnreadableException("the line ends too early");
    }
    return text.charAt(at++);
  }

  boolean comes(String expected) {
    return text.startsWith(expected, at);
  }

  /** Takes this text, if it comes. */
  boolean take(String expected) throws UnreadableException {
    budget.step();
    if (!comes(expected)) {
      return false;
    }
    at += expected.length();
    return true;
  }

  void expect(String expected) throws UnreadableException {
    if (!take(expected)) {
      throw new UnreadableException("'" + expected + "' is missing");
    }
  }

  /** Up to a text, which is taken, too. */
  String until(String end) throws UnreadableException {
    int found = text.indexOf(end, at);
    if (found < 0) {
      throw new UnreadableException("'" + end + "' is missing");
    }
    String part = text.substring(at, found);
    at = found + end.length();
    return part;
  }

  /** The rest of this line; the new line after it is taken. */
  String line() throws UnreadableException {
    budget.step();
    int found = text.indexOf('\n', at);
    String part = found < 0 ? text.substring(at) : text.substring(at, found);
    at = found < 0 ? text.length() : found + 1;
    return part;
  }

  /** Digits before the sign of a redirection, or nothing. */
  int digitsBeforeRedirection() {
    int n = 0;
    while (peek(n) >= '0' && peek(n) <= '9') {
      n++;
    }
    return n > 0 && (peek(n) == '<' || peek(n) == '>') ? n : 0;
  }

  /** A name of letters, digits and underscores that comes here, or the empty text. */
  String name() {
    int n = 0;
    while (isNameStart(peek(n)) || (n > 0 && peek(n) >= '0' && peek(n) <= '9')) {
      n++;
    }
    return text.substring(at, at + n);
  }

  void skip(int count) {
    at += count;
  }

  static boolean isNameStart(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  }

  int place() {
    return at;
  }

  void back(int place) {
    at = place;
  }

  Budget budget() {
    return budget;
  }
}
