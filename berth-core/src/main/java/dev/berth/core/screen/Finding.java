package dev.berth.core.screen;

/**
 * One thing that a screen found. It says what and where, and never holds the text.
 *
 * @param line from 1
 * @param detail for people
 */
public record Finding(What what, int line, String detail) {
  /** What was found. */
  public enum What {
    /** Something that has the form of a credential. */
    SECRET,
    /** Words or signs that pose as instructions of the system. */
    INJECTION,
    /** A control character, or half a character. */
    CONTROL,
    /** A character that changes the order in which its neighbours are shown. */
    BIDI,
    /** Text that people do not see and models read. */
    HIDDEN,
    /** More than is looked through. */
    SIZE,
    /** It could not be looked through. */
    UNSCREENED
  }

  /** For people. */
  public String words() {
    return "line " + line + ": " + detail;
  }
}
