package dev.berth.agent.model;

/** A model call that failed. */
public final class ModelException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What a repetition can do about it. */
  public enum Kind {
    /**
     * There was nobody to talk to: the control plane restarts. Repeat as long as the session lives.
     */
    NOT_REACHED,
    /** The provider is busy or broken. Repeat a few times. */
    PASSING,
    /** It would be refused again. */
    FINAL
  }

  private final Kind kind;
  private final String code;

  ModelException(Kind kind, String code, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
    this.code = code;
  }

  /** What a repetition can do about it. */
  public Kind kind() {
    return kind;
  }

  /** Berth's code, for example {@code BUDGET_EXHAUSTED} or {@code MODEL_THROTTLED}. */
  public String code() {
    return code;
  }
}
