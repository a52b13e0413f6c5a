package dev.berth.stacks.cloud;

/** What a call that changes something answered. */
public sealed interface Answer {
  /** The cloud took the request. Accepted is not done: only a look tells. */
  record Accepted() implements Answer {}

  /** It was already so: the thing was gone, the rule revoked, the tag set. */
  record Already(String evidence) implements Answer {}

  /** It was not done, or ({@link FailureKind#effectPossible}) perhaps it was. */
  record Refused(CloudFailure failure) implements Answer {}
}
