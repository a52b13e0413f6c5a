package dev.berth.init.gateway;

import java.io.IOException;

/** The gateway said that this session is over, or never was: there is nobody left to work for. */
public final class SessionEnded extends IOException {
  private static final long serialVersionUID = 1;

  public SessionEnded(int status) {
    super("the gateway answered " + status + ": the session has ended");
  }
}
