package dev.berth.cli.terminal;

import java.util.Locale;

/**
 * Makes text harmless for a terminal by showing what would act on it or hide in it: control and
 * escape characters as {@code \x1b}, bidirectional, zero-width and other invisible characters as
 * {@code <U+202E>}. Everything else stays as it is, a literal backslash included, so that code
 * remains readable. What comes out has no character that moves the cursor, changes a colour,
 * reorders its neighbours or takes no room, save a few combining marks on a base character.
 */
public final class Encoder {
  /** Real scripts stack three marks at most; more is used to paint over neighbouring lines. */
  private static final int MAX_MARKS = 4;

  private final boolean asciiOnly;

  /**
   * @param asciiOnly whether the terminal can show nothing but ASCII; everything else is then
   *     written as its number
   */
  public Encoder(boolean asciiOnly) {
    this.asciiOnly = asciiOnly;
  }

  /** One line: line ends and tabs are shown too. */
  public String line(String text) {
    return encode(text, false);
  }

  /** Several lines: line feeds stay, and tabs are widened to columns of eight. */
  public String lines(String text) {
    return encode(text, true);
  }

  private String encode(String text, boolean multiline) {
    if (plain(text)) {
      return text;
    }
    StringBuilder out = new StringBuilder(text.length() + 16);
    int marks = 0;
    int column = 0;
    int base = 0;
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      int size = Character.charCount(c);
      int before = out.length();
      if (multiline && c == '\n') {
        out.append('\n');
        column = 0;
        base = 0;
      } else if (multiline && c == '\r' && i + 1 < text.length() && text.charAt(i + 1) == '\n') {
        // A line that ends the Windows way ends like any other.
      } else if (multiline && c == '\t') {
        int spaces = 8 - column % 8;
        out.repeat(' ', spaces);
        column += spaces;
        base = 0;
      } else if (isMark(c) && mayFollow(c, base, marks) && !asciiOnly) {
        out.appendCodePoint(c);
        marks++;
      } else if (isMark(c) || !isVisible(c) || (asciiOnly && c > 0x7e)) {
        show(c, out);
        column += out.length() - before;
        base = 0;
      } else {
        out.appendCodePoint(c);
        column += CharacterWidth.of(c);
        base = c;
        marks = 0;
      }
      i += size;
    }
    return out.toString();
  }

  private static boolean plain(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < 0x20 || c > 0x7e) {
        return false;
      }
    }
    return true;
  }

  private static void show(int c, StringBuilder out) {
    if (c < 0x80) {
      out.append(String.format(Locale.ROOT, "\\x%02x", c));
    } else {
      out.append(String.format(Locale.ROOT, "<U+%04X>", c));
    }
  }

  private static boolean mayFollow(int mark, int base, int marks) {
    // Emoji presentation selectors draw nothing themselves and make sense once, on a symbol.
    boolean selector = mark == 0xfe0e || mark == 0xfe0f;
    return selector ? base >= 0x2000 && marks == 0 : base != 0 && marks < MAX_MARKS;
  }

  private static boolean isMark(int c) {
    return switch (Character.getType(c)) {
      case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK -> !isInvisibleMark(c);
      default -> false;
    };
  }

  /**
   * Marks that draw nothing: grapheme joiner, Mongolian and other variation selectors, Khmer
   * inherent vowels.
   */
  private static boolean isInvisibleMark(int c) {
    return c == 0x034f
        || c == 0x17b4
        || c == 0x17b5
        || (c >= 0x180b && c <= 0x180f)
        || (c >= 0xfe00 && c <= 0xfe0d)
        || (c >= 0xe0100 && c <= 0xe01ef);
  }

  private static boolean isVisible(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.NON_SPACING_MARK,
          Character.ENCLOSING_MARK ->
          false;
      // Hangul fillers are letters that draw nothing.
      default -> c != 0x115f && c != 0x1160 && c != 0x3164 && c != 0xffa0;
    };
  }
}
