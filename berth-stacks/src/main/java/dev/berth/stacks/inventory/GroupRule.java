package dev.berth.stacks.inventory;

import java.util.Optional;

/**
 * One rule of a security group.
 *
 * @param ruleId {@code sgr-...}; rules are revoked by it and by nothing else
 * @param referencedGroup the id of the group that the rule names, perhaps of a peered VPC or
 *     another account; such a rule blocks that group's deletion
 */
public record GroupRule(String ruleId, Direction direction, Optional<String> referencedGroup) {
  /** Which of the two revocation calls takes it away. */
  public enum Direction {
    INGRESS,
    EGRESS
  }
}
