package dev.berth.stacks.cloud;

import dev.berth.stacks.inventory.Scope;

/** Who we are. */
public interface AccountPort {
  /** The account and region that calls go to, asked freshly. */
  Identity identity();

  /** What was answered. */
  sealed interface Identity {
    /**
     * The answer.
     *
     * @param principal the ARN of the role or user that calls
     */
    record Known(Scope scope, String principal) implements Identity {}

    /** Not answered; nothing is changed then. */
    record Unknown(CloudFailure failure) implements Identity {}
  }
}
