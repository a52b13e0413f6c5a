package dev.berth.policy.rule;

import dev.berth.core.error.BerthException.FieldProblem;
import java.util.Optional;

/**
 * Something that is wrong with a text of rules.
 *
 * @param line from 1
 * @param rule its id, where it has one
 * @param code stable, such as {@code DUPLICATE_ID}
 * @param remedy what to do
 */
public record RuleProblem(
    String file, int line, Optional<String> rule, String code, String message, String remedy) {

  /** {@code file:line}. */
  public String place() {
    return file + ":" + line;
  }

  /** In one line, without the place. */
  public String text() {
    return rule.map(id -> "rule " + id + ": ").orElse("") + message + "; " + remedy;
  }

  FieldProblem field() {
    return new FieldProblem(place(), code, text());
  }
}
