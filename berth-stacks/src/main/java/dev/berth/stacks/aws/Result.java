package dev.berth.stacks.aws;

import dev.berth.stacks.cloud.CloudFailure;

/** What a call came to. */
sealed interface Result<T> {
  /** The answer. */
  record Good<T>(T value) implements Result<T> {}

  /**
   * No good answer.
   *
   * @param code the API's error code, exactly; empty text if there is none
   */
  record Bad<T>(CloudFailure failure, String code) implements Result<T> {}
}
