package dev.berth.stacks.cloud;

import dev.berth.stacks.inventory.Item;

/** What looking at one thing said. */
public sealed interface Look {
  /**
   * It is there, read as completely as its type allows: a stack with its resources and termination
   * protection, a group with its rules, an agent with its network. A stack that is {@code
   * DELETE_COMPLETE} and a NAT gateway that is {@code deleted} are absent, not present; things that
   * are being deleted are present, with that status.
   */
  record Present(Item item) implements Look {}

  /**
   * It is not there, said with authority: a not-found for exactly this id, or a terminal status. An
   * empty answer, a validation error or a denial is not that.
   *
   * @param evidence a sentence for the report
   */
  record Absent(String evidence) implements Look {}

  /** Nobody can say; treated as present and not to be touched. */
  record Unknown(CloudFailure failure) implements Look {}
}
