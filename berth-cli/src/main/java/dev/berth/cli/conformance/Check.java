package dev.berth.cli.conformance;

import java.io.IOException;

/**
 * A rule and the way to look whether an agent keeps it.
 *
 * @param look asks the agent
 */
record Check(Rule rule, Look look) {
  /** Asks an agent about one rule. */
  interface Look {
    /**
     * Looks.
     *
     * @throws Deviation when the rule is broken
     * @throws IOException when the agent did not answer, which breaks the rule too
     */
    Verdict at(Target agent) throws Deviation, IOException, InterruptedException;
  }

  static Check of(String id, String title, String expected, Look look) {
    return new Check(new Rule(id, title, expected), look);
  }
}
