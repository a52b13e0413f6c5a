package dev.berth.forge.git;

import java.util.Optional;
import java.util.regex.Pattern;

/** The id of a git object: 40 lower-case hexadecimal digits (SHA-1), never all zero. */
public record Oid(String value) {
  /** What the push protocol says for "does not exist". */
  public static final String ZERO = "0".repeat(40);

  private static final Pattern FORM = Pattern.compile("[0-9a-f]{40}");

  public Oid {
    if (!FORM.matcher(value).matches() || value.equals(ZERO)) {
      throw new IllegalArgumentException("not the id of a git object");
    }
  }

  /** Reads an id of the push protocol, where zeros mean that there is none. */
  public static Optional<Oid> parseOrZero(String text) {
    return text.equals(ZERO) ? Optional.empty() : Optional.of(new Oid(text));
  }

  @Override
  public String toString() {
    return value;
  }
}
