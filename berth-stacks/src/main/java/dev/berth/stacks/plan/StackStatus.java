package dev.berth.stacks.plan;

import java.util.Set;

/** What the 23 documented stack statuses mean for a deletion. */
enum StackStatus {
  /** Nothing is going on; it can be deleted. */
  RESTING,
  /** A deletion was tried and failed. */
  DELETE_FAILED,
  /** A deletion goes on. */
  DELETING,
  /** Something else goes on. */
  BUSY,
  /** A change set that nobody has executed: holds nothing, and somebody may be reading it. */
  IN_REVIEW,
  /** Not a status that this version knows. */
  UNKNOWN;

  private static final Set<String> RESTS =
      Set.of(
          "CREATE_COMPLETE",
          "CREATE_FAILED",
          "IMPORT_COMPLETE",
          "IMPORT_ROLLBACK_COMPLETE",
          "IMPORT_ROLLBACK_FAILED",
          "ROLLBACK_COMPLETE",
          "ROLLBACK_FAILED",
          "UPDATE_COMPLETE",
          "UPDATE_FAILED",
          "UPDATE_ROLLBACK_COMPLETE",
          "UPDATE_ROLLBACK_FAILED");
  private static final Set<String> WORKS =
      Set.of(
          "CREATE_IN_PROGRESS",
          "IMPORT_IN_PROGRESS",
          "IMPORT_ROLLBACK_IN_PROGRESS",
          "ROLLBACK_IN_PROGRESS",
          "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS",
          "UPDATE_IN_PROGRESS",
          "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS",
          "UPDATE_ROLLBACK_IN_PROGRESS");

  static StackStatus of(String text) {
    if (RESTS.contains(text)) {
      return RESTING;
    }
    if (WORKS.contains(text)) {
      return BUSY;
    }
    return switch (text) {
      case "DELETE_FAILED" -> DELETE_FAILED;
      case "DELETE_IN_PROGRESS" -> DELETING;
      case "REVIEW_IN_PROGRESS" -> IN_REVIEW;
      default -> UNKNOWN;
    };
  }
}
