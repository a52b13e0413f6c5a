package dev.berth.init;

import dev.berth.init.clock.SystemClock;
import dev.berth.init.session.InitMain;
import java.io.IOException;

/**
 * Main class of session init, the first program inside a sandbox. Reads its boot properties from
 * standard input and takes no arguments.
 */
public final class SessionInit {
  private SessionInit() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    System.exit(new InitMain(System.in, new SystemClock()).run());
  }
}
