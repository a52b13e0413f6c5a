package dev.berth.cli.terminal;

/** How a piece of text looks where colours are on. */
public enum Style {
  PLAIN(""),
  BOLD("1"),
  DIM("2"),
  RED("31"),
  GREEN("32"),
  YELLOW("33"),
  CYAN("36");

  private final String sgr;

  Style(String sgr) {
    this.sgr = sgr;
  }

  /** Already encoded text between this style's escape sequences. */
  String apply(String encoded) {
    return sgr.isEmpty() || encoded.isEmpty()
        ? encoded
        : "\u001b[" + sgr + "m" + encoded + "\u001b[0m";
  }
}
