package dev.berth.policy.shell;

/**
 * Texts of which parts are not known before they run. The unknown stands in them as a sign of its
 * own, so that what is known around it can still be read.
 */
public final class Value {
  /** Any text. */
  public static final char ANY = '\uE000';

  /** Any text without a slash that does not begin a hidden name: {@code *}, or a random part. */
  public static final char SOME = '\uE001';

  public static final String UNKNOWN = String.valueOf(ANY);

  private Value() {}

  public static boolean isKnown(String value) {
    return value.indexOf(ANY) < 0 && value.indexOf(SOME) < 0;
  }

  /** Whether nothing of it is known. */
  public static boolean isUnknown(String value) {
    return !value.isEmpty() && value.chars().allMatch(c -> c == ANY);
  }

  /** What comes from outside may not bring the signs. */
  public static String clean(String text) {
    return text.replace(ANY, '\uFFFD').replace(SOME, '\uFFFD').replace('\uFFFF', '\uFFFD');
  }

  /** For people and rules. */
  public static String shown(String value) {
    return value.replace(ANY, '*').replace(SOME, '*');
  }
}
