package dev.berth.stacks.cloud;

/** Why a call had no good answer. An adapter maps error codes to these, never message texts. */
public enum FailureKind {
  /** Too many calls. The adapter's own retries are used up; slow down and call again. */
  THROTTLED(true, false),
  /** The credentials may not do this. Says nothing about whether the thing exists. */
  DENIED(false, false),
  /** The API says with authority that there is no such thing. */
  NOT_FOUND(false, false),
  /** Something still needs it; the cloud does not say what. */
  DEPENDENCY_VIOLATION(false, false),
  /** It is in use itself, for example an attached interface. */
  IN_USE(false, false),
  /** Nobody but the service that made it may do this. */
  NOT_PERMITTED(false, false),
  /** Its state does not allow this now: it is being created, updated or deleted. */
  CONFLICT(true, false),
  /** The request is wrong: a validation error, an unknown id's form. Never means "absent". */
  INVALID(false, false),
  /** No answer, and certainly no effect: no connection, refused before it was read. */
  UNAVAILABLE(true, false),
  /**
   * No answer, and perhaps an effect: a time-out or a reset after sending. Look before retrying.
   */
  EFFECT_UNKNOWN(true, true),
  /** An answer that cannot be understood: an empty body, a page token that repeats itself. */
  MALFORMED(false, true);

  private final boolean retryable;
  private final boolean effectPossible;

  FailureKind(boolean retryable, boolean effectPossible) {
    this.retryable = retryable;
    this.effectPossible = effectPossible;
  }

  /** Whether the same call may succeed a little later in the same run. */
  public boolean retryable() {
    return retryable;
  }

  /** Whether a mutating call may have had its effect although it failed. */
  public boolean effectPossible() {
    return effectPossible;
  }
}
