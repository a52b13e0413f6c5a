package dev.berth.core.session;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What session init found when it built the pushed commit, and the commit it is based on, in a
 * clean sandbox.
 *
 * @param error why nothing could be verified
 */
public record Verification(
    String headOid,
    Optional<Check> headBuild,
    Optional<Check> headLint,
    Optional<Check> baseBuild,
    Optional<Check> baseLint,
    Optional<String> error,
    Instant at) {
  /** One command line run at the root of a checkout; the output is its last part, at most 8 KiB. */
  public record Check(String command, int exitCode, Duration duration, String output) {
    public boolean passed() {
      return exitCode == 0;
    }
  }
}
