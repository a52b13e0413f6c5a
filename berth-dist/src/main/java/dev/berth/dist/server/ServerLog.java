package dev.berth.dist.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

/** Where a server in this process logs: {@code server.log} in its data directory. */
final class ServerLog {
  /** Read by logback.xml. */
  private static final String FILE = "berth.log.file";

  private ServerLog() {}

  /**
   * Sends everything that is logged to the data directory, and what no thread caught with it: none
   * of it belongs on a terminal. Logging is set up once in a process, by the first call.
   */
  static void to(Path data) {
    if (System.getProperty(FILE) == null) {
      try {
        Files.createDirectories(
            data,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        System.setProperty(FILE, data.toAbsolutePath().resolve("server.log").toString());
      } catch (IOException e) {
        // The server finds the same trouble with its directory in a moment, and names it properly.
        return;
      }
    }
    SLF4JBridgeHandler.removeHandlersForRootLogger();
    SLF4JBridgeHandler.install();
    Thread.setDefaultUncaughtExceptionHandler(
        (thread, failure) ->
            LoggerFactory.getLogger(ServerLog.class)
                .error("thread {} ended with an error", thread.getName(), failure));
  }
}
