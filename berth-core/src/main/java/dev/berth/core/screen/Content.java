package dev.berth.core.screen;

/** Something on its way to an agent. */
public sealed interface Content {
  /**
   * What a person here says: a task's text, a nudge. Their word counts; what they paste may not.
   */
  record Order(Kind kind, String text) implements Content {}

  /**
   * What anybody may have written: an issue's body, a comment, a page. Information, never an order.
   */
  record Foreign(String text) implements Content {}

  /**
   * A file beside the task.
   *
   * @param mediaType as it was declared
   */
  record Attachment(String name, String mediaType, byte[] bytes) implements Content {}

  /** Which of a person's texts. */
  enum Kind {
    SUBMISSION,
    NUDGE
  }
}
