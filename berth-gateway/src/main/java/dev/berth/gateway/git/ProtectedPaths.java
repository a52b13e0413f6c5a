package dev.berth.gateway.git;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Globs of paths in a repository: {@code *} and {@code ?} stay within one part, {@code **} crosses
 * parts, everything else is literal. Upper and lower case are the same, because they are for some
 * of those who check the repository out.
 */
public final class ProtectedPaths {
  private final List<Pattern> patterns;
  private final List<Pattern> parents;

  public ProtectedPaths(List<String> globs) {
    this.patterns = globs.stream().map(ProtectedPaths::pattern).toList();
    this.parents = globs.stream().flatMap(ProtectedPaths::parents).toList();
  }

  /**
   * One of the paths that is protected, if any is.
   *
   * @param links those of the paths that are symbolic links: one in the place of a directory brings
   *     everything below it from elsewhere
   */
  public Optional<String> firstOf(Collection<String> paths, Set<String> links) {
    return paths.stream()
        .filter(path -> matches(patterns, path) || (links.contains(path) && replaces(path)))
        .sorted()
        .findFirst();
  }

  private boolean replaces(String link) {
    return matches(patterns, link + "/x") || matches(parents, link);
  }

  private static boolean matches(List<Pattern> patterns, String path) {
    return patterns.stream().anyMatch(glob -> glob.matcher(path).matches());
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
