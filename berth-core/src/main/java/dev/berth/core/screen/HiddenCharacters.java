package dev.berth.core.screen;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Finds characters that people do not see as they are: controls, those that reorder their
 * neighbours, and runs of invisible ones in which text is smuggled past people to models. What
 * scripts and emoji need passes: joiners, direction marks, isolates that are closed on their line,
 * flags, single soft hyphens and zero-width spaces as web pages have them.
 */
final class HiddenCharacters {
  /** So many invisible characters in a row mean something. */
  private static final int RUN = 8;

  private static final int BLACK_FLAG = 0x1f3f4;
  private static final int CANCEL_TAG = 0xe007f;

  /** A flag of a region: six tags at most. */
  private static final int FLAG_TAGS = 8;

  private HiddenCharacters() {}

  /** The first of each kind. */
  static List<Finding> find(String text) {
    List<Finding> found = new ArrayList<>();
    int line = 1;
    int run = 0;
    int selectors = 0;
    int isolates = 0;
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      int size = Character.charCount(c);
      run = isInvisible(c) ? run + 1 : 0;
      selectors = isSelector(c) ? selectors + 1 : 0;
      if (c == '\n') {
        if (isolates > 0) {
          add(found, Finding.What.BIDI, line, "a direction isolate that is not closed");
        }
        isolates = 0;
        line++;
      } else if (isControl(c)) {
        add(found, Finding.What.CONTROL, line, named(c) + ", a control character" + colour(c));
      } else if (c >= 0x202a && c <= 0x202e) {
        add(found, Finding.What.BIDI, line, named(c) + " changes the order of characters");
      } else if (c >= 0x2066 && c <= 0x2068) {
        isolates++;
      } else if (c == 0x2069) {
        isolates = Math.max(0, isolates - 1);
      } else if (isTag(c)) {
        int flag = flagEnd(text, i);
        if (flag > i) {
          size = flag - i;
        } else {
          add(found, Finding.What.HIDDEN, line, named(c) + ", invisible text");
        }
      } else if (run == RUN) {
        add(found, Finding.What.HIDDEN, line, RUN + " invisible characters in a row");
      } else if (selectors == 2) {
        add(found, Finding.What.HIDDEN, line, "several variation selectors in a row");
      }
      i += size;
    }
    if (isolates > 0) {
      add(found, Finding.What.BIDI, line, "a direction isolate that is not closed");
    }
    return found;
  }

  /** The text with what {@link #find} looks for written as its number. */
  static String shown(String text) {
    StringBuilder out = new StringBuilder(text.length() + 16);
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      boolean keeps = c == '\n' || (!isControl(c) && !isTag(c) && !isBidi(c) && !isInvisible(c));
      if (keeps && !isSelector(c)) {
        out.appendCodePoint(c);
      } else if (c == 0xfe0f || c == 0xfe0e || c == 0x200d || c == 0x200c) {
        out.appendCodePoint(c);
      } else {
        out.append('<').append(named(c)).append('>');
      }
      i += Character.charCount(c);
    }
    return out.toString();
  }

  private static void add(List<Finding> found, Finding.What what, int line, String detail) {
    if (found.stream().noneMatch(f -> f.what() == what)) {
      found.add(new Finding(what, line, detail));
    }
  }

  private static String colour(int c) {
    return c == 0x1b ? "; leave colour codes out" : "";
  }

  private static String named(int c) {
    String digits = Integer.toHexString(c).toUpperCase(Locale.ROOT);
    return "U+" + "0".repeat(Math.max(0, 4 - digits.length())) + digits;
  }

  private static boolean isControl(int c) {
    boolean text = c == '\t' || c == '\r' || c == '\n';
    boolean half = c >= 0xd800 && c <= 0xdfff;
    boolean none = (c & 0xfffe) == 0xfffe || (c >= 0xfdd0 && c <= 0xfdef);
    return (!text && Character.isISOControl(c)) || half || none;
  }

  private static boolean isBidi(int c) {
    return (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
  }

  private static boolean isTag(int c) {
    return c >= 0xe0000 && c <= 0xe007f;
  }

  private static boolean isSelector(int c) {
    return (c >= 0xfe00 && c <= 0xfe0f) || (c >= 0xe0100 && c <= 0xe01ef);
  }

  private static boolean isInvisible(int c) {
    return (c >= 0x200b && c <= 0x200f)
        || (c >= 0x2060 && c <= 0x2064)
        || c == 0xfeff
        || c == 0x00ad
        || c == 0x180e
        || c == 0x034f
        || c == 0x3164
        || c == 0xffa0
        || c == 0x115f
        || c == 0x1160;
  }

  /** Where a flag's tags that begin here end; where they begin when this is no flag. */
  private static int flagEnd(String text, int at) {
    if (at < 2 || text.codePointBefore(at) != BLACK_FLAG) {
      return at;
    }
    int i = at;
    for (int n = 0; n < FLAG_TAGS && i < text.length() && isTag(text.codePointAt(i)); n++) {
      boolean last = text.codePointAt(i) == CANCEL_TAG;
      i += 2;
      if (last) {
        return i;
      }
    }
    return at;
  }
}
