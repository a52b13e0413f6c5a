package dev.berth.cli.conformance;

import java.util.Locale;

/**
 * A rule of the container contract.
 *
 * @param id stable; what reports, documents and suppressions name, such as {@code PING-3}
 * @param title what the agent does that keeps it
 * @param expected what is looked for, in one sentence
 */
public record Rule(String id, String title, String expected) {
  /** Where the documentation explains the rule. */
  public String page() {
    return "docs/agents/contract.md#" + id.toLowerCase(Locale.ROOT);
  }
}
