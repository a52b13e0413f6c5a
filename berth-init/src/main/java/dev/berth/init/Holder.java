package dev.berth.init;

import dev.berth.init.clock.SystemClock;
import dev.berth.init.holder.SessionHolder;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Main class of a session holder: {@code Holder LEASE_ID DIRECTORY}. Started detached by the
 * server, with a cleared environment; everything else it reads from {@code holder.properties} in
 * the directory.
 */
public final class Holder {
  private Holder() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    if (args.length != 2) {
      System.err.println("usage: Holder LEASE_ID DIRECTORY");
      System.exit(2);
    }
    SessionHolder.run(args[0], Path.of(args[1]), new SystemClock());
    // Threads that still wait for a server's line must not keep the process.
    System.exit(0);
  }
}
