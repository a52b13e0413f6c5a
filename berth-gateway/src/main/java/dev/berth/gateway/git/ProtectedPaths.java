package dev.berth.gateway.git;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Globs of paths in a repository: {@code *} and {@code ?} stay within one part, {@code **} crosses
 * parts, everything else is literal. Upper and lower case are the same, because they are for some
 * of those who check the repository out.
 */
public final class ProtectedPaths {
  private final List<Pattern> patterns;

  public ProtectedPaths(List<String> globs) {
    this.patterns = globs.stream().map(ProtectedPaths::pattern).toList();
  }

  /** One of the paths that is protected, if any is. */
  public Optional<String> firstOf(Collection<String> paths) {
    return paths.stream()
        .filter(path -> patterns.stream().anyMatch(glob -> glob.matcher(path).matches()))
        .sorted()
        .findFirst();
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
        regex.append(
            switch (c) {
              case '*' -> "[^/]*";
              case '?' -> "[^/]";
              default -> Pattern.quote(String.valueOf(c));
            });
      }
    }
    return Pattern.compile(
        regex.toString(), Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.DOTALL);
  }
}
