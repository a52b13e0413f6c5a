package dev.berth.stacks.plan;

/** Why something stays. */
public enum KeepReason {
  /** Nothing says that it is ours, or the selection does not take it. */
  NOT_OURS,
  /** One proof of ownership, or two of the same kind. */
  PROOF_MISSING,
  /** A stack of ours that no rule throws away and whose deletion has not failed. */
  LONG_LIVED,
  /** Younger than the minimum age, or created in the future. */
  TOO_YOUNG,
  /** A state in which it is not deleted. */
  STATUS,
  KEEP_TAG,
  KEEP_UNTIL,
  ALLOWLISTED,
  TERMINATION_PROTECTION,
  DEFAULT_NETWORK,
  NESTED_STACK,
  /** Something that stays uses it. */
  USED_BY_KEPT,
  /** The account's own interface, or another service's. */
  NOT_A_LINGERING_INTERFACE,
  /** Belongs to a stack that stays. */
  STACK_STAYS
}
