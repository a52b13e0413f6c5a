package dev.berth.policy.effect;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Globs of paths: {@code *} and {@code ?} stay within one part, {@code **} crosses parts, the rest
 * is literal; upper and lower case are the same, as for the git door.
 */
public final class Globs {
  private final List<Pattern> patterns;

  public Globs(List<String> globs) {
    this.patterns = globs.stream().map(Globs::pattern).toList();
  }

  public boolean match(String path) {
    return patterns.stream().anyMatch(pattern -> pattern.matcher(path).matches());
  }

  private static Pattern pattern(String glob) {
    StringBuilder regex = new StringBuilder();
    int at = 0;
    while (at < glob.length()) {
      if (glob.startsWith("**/", at)) {
        regex.append("(?:.*/)?");
        at += 3;
      } else if (glob.startsWith("**", at)) {
        regex.append(".*");
        at += 2;
      } else {
        char c = glob.charAt(at++);
        if (c == '*') {
          regex.append("[^/]*");
        } else if (c == '?') {
          regex.append("[^/]");
        } else {
          regex.append(Pattern.quote(String.valueOf(c)));
        }
      }
    }
    return Pattern.compile(
        regex.toString(), Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.DOTALL);
  }
}
