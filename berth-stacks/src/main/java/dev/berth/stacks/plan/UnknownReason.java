package dev.berth.stacks.plan;

/** What could not be read. */
public enum UnknownReason {
  /** Its type, or a type that could use it, was not listed completely. */
  LISTING_INCOMPLETE,
  TAGS_UNREADABLE,
  DATE_MISSING,
  /** A status that this version does not know. */
  STATUS_UNKNOWN,
  TYPE_UNKNOWN,
  RESOURCES_UNREAD,
  PROTECTION_UNREAD,
  /** Whether an agent uses it cannot be said. */
  OWNERS_UNREAD,
  /** Something that uses it is itself unknown. */
  USED_BY_UNKNOWN
}
