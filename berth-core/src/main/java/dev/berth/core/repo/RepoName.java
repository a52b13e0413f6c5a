package dev.berth.core.repo;

import java.util.regex.Pattern;

/**
 * A repository's name, {@code owner/name}. Each part: 1-100 of letters, digits, {@code . _ -}, not
 * starting with a dot or a dash.
 */
public record RepoName(String owner, String name) implements Comparable<RepoName> {
  private static final Pattern PART = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,99}");

  public RepoName {
    if (!isPart(owner) || !isPart(name)) {
      throw new IllegalArgumentException(
          "a repository is named owner/name, of letters, digits, '.', '_' and '-'");
    }
  }

  /**
   * Reads {@code owner/name}.
   *
   * @throws IllegalArgumentException when it has another form
   */
  public static RepoName parse(String text) {
    int slash = text.indexOf('/');
    if (slash < 0) {
      throw new IllegalArgumentException("a repository is named owner/name");
    }
    return new RepoName(text.substring(0, slash), text.substring(slash + 1));
  }

  private static boolean isPart(String text) {
    return PART.matcher(text).matches() && !text.endsWith(".git") && !text.endsWith(".lock");
  }

  @Override
  public int compareTo(RepoName other) {
    return toString().compareTo(other.toString());
  }

  @Override
  public String toString() {
    return owner + "/" + name;
  }
}
