package dev.berth.core.text;

import java.util.regex.Pattern;

/**
 * Texts of agents, repositories and strangers as people may be shown them, wherever they end up: no
 * character that moves a cursor, reorders its neighbours or takes no room, no secret, and no more
 * than so many characters. What was taken out leaves a {@code U+FFFD}, and a line end in a text of
 * one line a {@code ↵}: nothing may hide from whoever decides.
 */
public final class SafeText {
  /** Looked at before the cut, so that no secret is cut in two and missed. */
  private static final int LONGEST_LOOK = 32_768;

  private static final char REMOVED = '\uFFFD';
  private static final char LINE_END = '\u21B5';

  /**
   * Colours and cursor movements. Sequences that carry a text lose their introducer only: the text
   * could be what a shell runs.
   */
  private static final Pattern SEQUENCE =
      Pattern.compile("(?:\u001b\\[|\u009b)[0-9;?]{0,32}[A-Za-z]");

  private SafeText() {}

  /** One line of so many characters at most; a text that was cut ends with {@code ...}. */
  public static String line(String text, int most) {
    // Keys have lines: they are found before the line ends are shown.
    String clean = Redactor.redact(visible(text));
    return cut(clean.replace('\n', LINE_END).replace('\t', ' '), most);
  }

  /** The same with its line ends and tabs. */
  public static String lines(String text, int most) {
    return cut(Redactor.redact(visible(text)), most);
  }

  private static String visible(String text) {
    String begin = text.length() > LONGEST_LOOK ? text.substring(0, LONGEST_LOOK) : text;
    String plain = SEQUENCE.matcher(begin).replaceAll(String.valueOf(REMOVED));
    StringBuilder out = new StringBuilder(plain.length());
    for (int i = 0; i < plain.length(); ) {
      int c = plain.codePointAt(i);
      i += Character.charCount(c);
      if (c == '\n' || c == '\t') {
        out.append((char) c);
      } else if (c == '\r' && i < plain.length() && plain.charAt(i) == '\n') {
        // A line that ends the Windows way ends like any other.
      } else if (isVisible(c)) {
        out.appendCodePoint(c);
      } else {
        out.append(REMOVED);
      }
    }
    return out.toString();
  }

  private static String cut(String text, int most) {
    if (text.length() <= most) {
      return text;
    }
    int end = Math.max(0, most - 3);
    if (end > 0 && Character.isHighSurrogate(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(0, end) + "...";
  }

  private static boolean isVisible(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      // Letters and marks that draw nothing.
      default ->
          c != 0x115f
              && c != 0x1160
              && c != 0x3164
              && c != 0xffa0
              && c != 0x034f
              && !(c >= 0xfe00 && c <= 0xfe0f)
              && !(c >= 0xe0100 && c <= 0xe01ef);
    };
  }
}
