package dev.berth.policy.effect;

import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Statements of SQL that destroy tables. */
public final class Sql {
  private static final String GAP = "(?:\\s|/\\*.{0,200}?\\*/|--[^\\n]{0,200}\\n)+";
  private static final Pattern DROP =
      Pattern.compile(
          "\\bdrop" + GAP + "(?:temporary" + GAP + ")?(?:table|database|schema)\\b", flags());
  private static final Pattern TRUNCATE =
      Pattern.compile(
          "(?:^|[;\\s'\"(])truncate"
              + GAP
              + "(?:table\\b|only\\b|[\\w\"`\\[.]+\\s*(?:;|,|cascade|restart|$))",
          flags());

  private Sql() {}

  private static int flags() {
    return Pattern.CASE_INSENSITIVE | Pattern.DOTALL | Pattern.MULTILINE;
  }

  /** {@code drop_table} and {@code truncate}, as far as they are in one of the texts. */
  public static Set<String> destructive(Collection<String> texts) {
    Set<String> found = new TreeSet<>();
    for (String text : texts) {
      if (DROP.matcher(text).find()) {
        found.add("drop_table");
      }
      if (TRUNCATE.matcher(text).find()) {
        found.add("truncate");
      }
    }
    return found;
  }
}
