package dev.berth.policy.effect;

import java.util.Optional;
import java.util.Set;

/** Branches that others build on. */
public final class ProtectedBranches {
  private static final Set<String> NAMES =
      Set.of("main", "master", "trunk", "production", "release");
  private static final String HEADS = "refs/heads/";

  private final Optional<String> defaultBranch;

  ProtectedBranches(Optional<String> defaultBranch) {
    this.defaultBranch = defaultBranch;
  }

  /** The short name of the one that most is built on. */
  public String first() {
    return defaultBranch.orElse("main");
  }

  /** Whether a full ref is one of them. */
  public boolean has(String ref) {
    if (!ref.startsWith(HEADS)) {
      return false;
    }
    String name = ref.substring(HEADS.length());
    return NAMES.contains(name)
        || name.startsWith("release/")
        || name.startsWith("releases/")
        || defaultBranch.filter(name::equals).isPresent();
  }
}
