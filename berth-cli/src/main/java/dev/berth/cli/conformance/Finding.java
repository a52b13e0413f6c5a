package dev.berth.cli.conformance;

import java.time.Duration;

/**
 * One rule's outcome.
 *
 * @param took how long looking took
 */
public record Finding(Rule rule, Verdict verdict, Duration took) {
  /** Whether the rule is broken. */
  public boolean broken() {
    return verdict instanceof Verdict.Broken;
  }
}
