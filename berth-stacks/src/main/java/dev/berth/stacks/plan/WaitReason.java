package dev.berth.stacks.plan;

/** What is waited for. */
public enum WaitReason {
  /** A service holds the interface and nobody else can release it. */
  LEASED,
  /** Something that is waited for still uses it. */
  BLOCKED,
  /** Its deletion was accepted and goes on. */
  DELETING,
  /** CloudFormation is at work on it. */
  IN_PROGRESS,
  /** A detached interface that has not been known for long enough. */
  SETTLING,
  /** It goes when its stack goes. */
  WITH_ITS_STACK,
  /** It goes when what it is part of goes: a default group with its VPC. */
  WITH_ITS_PARENT
}
