package dev.berth.cli.view;

/**
 * Signs at the beginning of lines, each one column wide, where the terminal can show them.
 *
 * @param good done, passed
 * @param bad failed
 * @param point something happened
 * @param spinner shown in turn while something goes on
 */
record Marks(String good, String bad, String point, String spinner) {
  static Marks of(boolean unicode) {
    return unicode
        ? new Marks(
            "\u2713",
            "\u2717",
            "\u2022",
            "\u280b\u2819\u2839\u2838\u283c\u2834\u2826\u2827\u2807\u280f")
        : new Marks("+", "x", "-", "|/-\\");
  }
}
