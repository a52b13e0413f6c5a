package dev.berth.policy.shell;

/** Escapes of {@code $'...'}, {@code printf} and {@code echo -e}. */
public final class Escapes {
  private Escapes() {}

  /** Reads {@code $'...'} after its opening quote. */
  static String ansi(Characters in) throws UnreadableException {
    StringBuilder raw = new StringBuilder();
    while (in.peek() != '\'') {
      char c = in.next();
      raw.append(c);
      if (c == '\\') {
        raw.append(in.next());
      }
    }
    in.next();
    return decode(raw.toString());
  }

  /** The text with its escapes replaced by what they stand for. */
  public static String decode(String text) {
    StringBuilder out = new StringBuilder();
    int at = 0;
    while (at < text.length()) {
      char c = text.charAt(at++);
      if (c != '\\' || at == text.length()) {
        out.append(c);
        continue;
      }
      char escape = text.charAt(at++);
      switch (escape) {
        case 'n' -> out.append('\n');
        case 't' -> out.append('\t');
        case 'r' -> out.append('\r');
        case 'a', 'b', 'e', 'E', 'f', 'v' -> out.append(' ');
        case 'x' -> at = number(text, at, 16, 2, out);
        case 'u' -> at = number(text, at, 16, 4, out);
        case 'U' -> at = number(text, at, 16, 8, out);
        case '0', '1', '2', '3', '4', '5', '6', '7' -> at = number(text, at - 1, 8, 4, out);
        default -> out.append(escape);
      }
    }
    return out.toString();
  }

  private static int number(String text, int from, int radix, int most, StringBuilder out) {
    int at = from;
    int value = 0;
    while (at < text.length() && at - from < most && Character.digit(text.charAt(at), radix) >= 0) {
      value = value * radix + Character.digit(text.charAt(at), radix);
      at++;
    }
    out.append(at > from && Character.isValidCodePoint(value) ? Character.toString(value) : "?");
    return at;
  }
}
