package dev.berth.core.session;

/** Where a session is in its life. */
public enum SessionState {
  REQUESTED,
  STARTING,
  READY,
  SUSPENDED,
  UNREACHABLE,
  CLOSING,
  STOPPED,
  LOST;

  /** Whether nothing more is acquired for it. */
  public boolean isClosing() {
    return switch (this) {
      case CLOSING, STOPPED, LOST -> true;
      case REQUESTED, STARTING, READY, SUSPENDED, UNREACHABLE -> false;
    };
  }
}
