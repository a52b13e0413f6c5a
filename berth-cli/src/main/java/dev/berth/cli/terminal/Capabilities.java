package dev.berth.cli.terminal;

import java.util.Locale;
import java.util.Map;

/**
 * What the place that standard output goes to can do.
 *
 * @param terminal whether a person looks at it
 * @param cursor whether a line can be rewritten
 * @param colour whether styles are shown
 * @param unicode whether more than ASCII can be shown
 * @param width columns, from 20
 * @param raw whether text is printed as it is, not encoded
 */
public record Capabilities(
    boolean terminal, boolean cursor, boolean colour, boolean unicode, int width, boolean raw) {
  /** Used where nobody looks: wide enough that little is cut. */
  private static final int PIPE_WIDTH = 120;

  private static final int MIN_WIDTH = 20;

  public Capabilities {
    width = Math.max(MIN_WIDTH, width);
  }

  /**
   * What the environment says. The launcher script sets {@code BERTH_TTY} to {@code 1} when
   * standard output is a terminal, and {@code BERTH_COLUMNS}, because a shell finds both out in a
   * millisecond and a JVM does not.
   */
  public static Capabilities detect(Map<String, String> environment) {
    boolean terminal = environment.getOrDefault("BERTH_TTY", "").equals("1");
    String kind = environment.getOrDefault("TERM", "dumb");
    boolean smart = terminal && !kind.equals("dumb") && !kind.isEmpty();
    // https://no-color.org: present and not empty, whatever its value.
    boolean colour = smart && environment.getOrDefault("NO_COLOR", "").isEmpty();
    return new Capabilities(
        terminal,
        smart,
        colour,
        !terminal || isUtf8(environment),
        width(environment, terminal),
        false);
  }

  public Capabilities withoutColour() {
    return new Capabilities(terminal, cursor, false, unicode, width, raw);
  }

  public Capabilities asRaw() {
    return new Capabilities(terminal, cursor, colour, unicode, width, true);
  }

  private static boolean isUtf8(Map<String, String> environment) {
    // The first of these that is set decides, as setlocale(3) says.
    for (String name : new String[] {"LC_ALL", "LC_CTYPE", "LANG"}) {
      String value = environment.getOrDefault(name, "");
      if (!value.isEmpty()) {
        String lower = value.toLowerCase(Locale.ROOT);
        return lower.contains("utf-8") || lower.contains("utf8");
      }
    }
    return false;
  }

  private static int width(Map<String, String> environment, boolean terminal) {
    for (String name : new String[] {"BERTH_COLUMNS", "COLUMNS"}) {
      String value = environment.getOrDefault(name, "");
      if (value.matches("[1-9][0-9]{0,3}")) {
        return Integer.parseInt(value);
      }
    }
    return terminal ? 80 : PIPE_WIDTH;
  }
}
