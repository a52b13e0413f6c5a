package dev.berth.policy.scope;

import dev.berth.policy.effect.Deed;

/**
 * Matches simple commands: {@code *} stands for any characters, {@code ?} for one. Neither stands
 * for the sign of a redirection, nor, in a line that could not be read, for anything that a shell
 * gives a meaning to: else a pattern for a harmless command would cover what follows it.
 */
final class BashGlob {
  private static final String SHELL = "\n\r;&|<>$`(){}!#\\\"'";

  private BashGlob() {}

  static boolean covers(String glob, String command, Deed deed) {
    boolean unread = Boolean.TRUE.equals(deed.facts().get("unparsed"));
    return matches(glob, command, unread ? SHELL : "<>");
  }

  /** In time of the product of both lengths at most: back to the last star only. */
  private static boolean matches(String glob, String text, String never) {
    int g = 0;
    int t = 0;
    int star = -1;
    int mark = 0;
    while (t < text.length()) {
      char c = text.charAt(t);
      if (g < glob.length() && glob.charAt(g) == '*') {
        star = g++;
        mark = t;
      } else if (g < glob.length()
          && (glob.charAt(g) == c || (glob.charAt(g) == '?' && never.indexOf(c) < 0))) {
        g++;
        t++;
      } else if (star >= 0 && never.indexOf(text.charAt(mark)) < 0) {
        g = star + 1;
        t = ++mark;
      } else {
        return false;
      }
    }
    while (g < glob.length() && glob.charAt(g) == '*') {
      g++;
    }
    return g == glob.length();
  }
}
