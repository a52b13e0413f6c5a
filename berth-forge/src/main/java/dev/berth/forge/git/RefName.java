package dev.berth.forge.git;

import java.util.regex.Pattern;

/**
 * The full name of a ref, such as {@code refs/heads/main}; a subset of what git allows that needs
 * no quoting anywhere: parts of letters, digits and {@code . _ - + @ = ,} that neither start with a
 * dot or dash nor end with {@code .lock} or a dot, without {@code ..} and <code>@{</code>; at most
 * 255 characters.
 */
public record RefName(String value) {
  private static final String HEADS = "refs/heads/";
  private static final Pattern PART =
      Pattern.compile("[\\p{L}\\p{N}_+@=,#][\\p{L}\\p{N}_+@=,#.-]*");

  public RefName {
    if (!value.startsWith("refs/") || value.length() > 255) {
      throw new IllegalArgumentException("not the full name of a ref");
    }
    for (String part : value.split("/", -1)) {
      if (!PART.matcher(part).matches()
          || part.contains("..")
          || part.endsWith(".")
          || part.endsWith(".lock")) {
        throw new IllegalArgumentException("not the full name of a ref");
      }
    }
  }

  /** The ref of a branch. */
  public static RefName branch(String shortName) {
    return new RefName(HEADS + shortName);
  }

  @Override
  public String toString() {
    return value;
  }
}
