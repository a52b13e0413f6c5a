package dev.berth.policy.effect;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Globs of paths: {@code *} and {@code ?} stay within one part, {@code **} crosses parts, the rest
 * is literal; upper and lower case are the same, as for the git door.
 */
public final class Globs {
  private final List<Pattern> patterns;
  private final List<Pattern> parents;

  public Globs(List<String> globs) {
    this.patterns = globs.stream().map(Globs::pattern).toList();
    this.parents = globs.stream().flatMap(Globs::parents).toList();
  }

  public boolean match(String path) {
    return patterns.stream().anyMatch(pattern -> pattern.matcher(path).matches());
  }

  /** Whether a symbolic link brings what is below one of the globs from elsewhere. */
  boolean matchLink(String path) {
    return match(path)
        || match(path + "/x")
        || parents.stream().anyMatch(pattern -> pattern.matcher(path).matches());
  }

  /**
   * The directories that a glob names on its way down. What stands below {@code **} could be
   * anywhere: then no link would be left that is not one of them.
   */
  private static Stream<Pattern> parents(String glob) {
    List<Pattern> parents = new ArrayList<>();
    for (int end = glob.indexOf('/'); end > 0; end = glob.indexOf('/', end + 1)) {
      String parent = glob.substring(0, end);
      if (parent.contains("**")) {
        break;
      }
      parents.add(pattern(parent));
    }
    return parents.stream();
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
