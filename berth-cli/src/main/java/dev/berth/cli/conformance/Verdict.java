package dev.berth.cli.conformance;

/** What looking at one rule showed. */
public sealed interface Verdict {
  /** The agent keeps the rule. */
  record Kept() implements Verdict {}

  /**
   * The agent breaks it.
   *
   * @param came what was seen in place of what the rule expects
   */
  record Broken(String came) implements Verdict {}

  /**
   * Nobody knows: something is missing that the check needs.
   *
   * @param needs what to give the kit
   */
  record NotChecked(String needs) implements Verdict {}

  /** Kept. */
  Verdict KEPT = new Kept();
}
