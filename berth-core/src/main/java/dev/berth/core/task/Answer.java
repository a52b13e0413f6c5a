package dev.berth.core.task;

import dev.berth.core.error.ErrorCode;

/** What a pair of status and signal is answered with when no row is taken. */
sealed interface Answer {
  Decision decision();

  /** It is so already, or no longer matters. */
  record AlreadySo(String reason) implements Answer {
    @Override
    public Decision decision() {
      return new Decision.AlreadySo(reason);
    }
  }

  /** Not in this state. */
  record Refused(ErrorCode code, String detail) implements Answer {
    @Override
    public Decision decision() {
      return new Decision.Refused(code, detail);
    }
  }

  /** One row's guard always holds; that none does is a defect. */
  record Never() implements Answer {
    @Override
    public Decision decision() {
      throw new IllegalStateException("one of the guards must hold");
    }
  }
}
