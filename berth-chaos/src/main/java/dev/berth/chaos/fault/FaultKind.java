package dev.berth.chaos.fault;

import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCode;
import java.util.EnumSet;
import java.util.Set;

/** How a call to something outside goes wrong. */
public enum FaultKind {
  /** Refused, since there were too many; nothing was done. */
  THROTTLED,
  /** No answer, and nothing was done. */
  TIMED_OUT_BEFORE,
  /** No answer, and it was done. */
  TIMED_OUT_AFTER,
  /** It says that there is no such thing, although there is. */
  NOT_FOUND,
  /** Refused for good, as it seems. */
  ACCESS_DENIED,
  /** It was done, and the answer cannot be read. */
  MALFORMED,
  /** A listing lacks things, and says so. */
  PARTIAL,
  /** It does not come back. */
  HANG,
  /** It is done twice, as when somebody below repeats a request; or a listing has things twice. */
  DUPLICATE;

  /** What can befall a call that changes something. */
  public static Set<FaultKind> ofEffects() {
    return EnumSet.complementOf(EnumSet.of(PARTIAL));
  }

  /** What can befall a call that only asks. */
  public static Set<FaultKind> ofQuestions() {
    return EnumSet.complementOf(EnumSet.of(PARTIAL, TIMED_OUT_AFTER, DUPLICATE));
  }

  /** What can befall a listing. */
  public static Set<FaultKind> ofListings() {
    return EnumSet.complementOf(EnumSet.of(TIMED_OUT_AFTER));
  }

  /** What an adapter throws then. */
  RuntimeException failure(String call) {
    return switch (this) {
      case THROTTLED -> new BerthException(ErrorCode.RATE_LIMITED, "the lab throttles " + call);
      case TIMED_OUT_BEFORE, TIMED_OUT_AFTER, HANG ->
          new BerthException(ErrorCode.UNAVAILABLE, "the lab lets " + call + " time out");
      case NOT_FOUND -> new BerthException(ErrorCode.NOT_FOUND, "the lab finds no " + call);
      case ACCESS_DENIED -> new BerthException(ErrorCode.FORBIDDEN, "the lab forbids " + call);
      case MALFORMED, PARTIAL, DUPLICATE ->
          new IllegalStateException("the lab's answer to " + call + " cannot be read");
    };
  }
}
