package dev.berth.compute.host;

import dev.berth.core.id.LeaseId;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The JVMs of session holders and session inits, and how they are called. Immutable.
 *
 * @param javaHome the JDK that runs them
 * @param initJar the jar of both
 * @param setsid the program that detaches a holder from the server's session, where there is one
 */
public record HolderProcess(Path javaHome, Path initJar, Optional<Path> setsid) {
  /**
   * Small and quick; the holder and session init are a few classes each. Native access is asked for
   * where nobody uses it, too: a start-up cache fits only JVMs that agree about it.
   */
  private static final List<String> JVM =
      List.of(
          "-XX:TieredStopAtLevel=1",
          "-XX:+UseSerialGC",
          "-XX:-UsePerfData",
          "-Xms8m",
          "-Xmx48m",
          "-Xss512k",
          "--enable-native-access=ALL-UNNAMED");

  /** The start-up cache of {@code holder} or {@code init} that packaging left beside the jar. */
  public Optional<Path> cache(String program) {
    return Optional.of(initJar.resolveSibling(program + ".aot")).filter(Files::isRegularFile);
  }

  /**
   * The command of a session init.
   *
   * @param lease stands in the arguments, so that whoever looks can tell whose process it is
   * @param jar where the sandbox has it
   * @param cache where the sandbox has its start-up cache
   */
  public List<String> init(LeaseId lease, String jar, Optional<String> cache) {
    List<String> command = new ArrayList<>();
    command.add(javaHome.resolve("bin/java").toString());
    command.addAll(JVM);
    cache.ifPresent(file -> command.addAll(startUpCache(file)));
    // Else everybody in the sandbox could have a dump of its heap, in which the token is.
    command.add("-XX:+DisableAttachMechanism");
    command.add("-Dberth.lease=" + lease.value());
    command.addAll(List.of("-cp", jar, "dev.berth.init.SessionInit"));
    return command;
  }

  /** One that does not fit this JDK any more is ignored, and in silence. */
  private static List<String> startUpCache(String file) {
    return List.of("-XX:AOTCache=" + file, "-Xlog:aot=off", "-Xlog:cds=off");
  }

  /**
   * Starts a holder, detached and with an empty environment.
   *
   * @param directory the session's, in which its settings are
   * @param isDispensable whether its sandbox ends with it: one that lost a thread bounds nothing
   *     any more, and had better end
   * @return its process, which is alive and will have the sandbox's program as its child
   */
  public Process start(LeaseId lease, Path directory, boolean isDispensable) throws IOException {
    List<String> command = new ArrayList<>();
    setsid.ifPresent(program -> command.add(program.toString()));
    command.add(javaHome.resolve("bin/java").toString());
    command.addAll(JVM);
    cache("holder").ifPresent(file -> command.addAll(startUpCache(file.toString())));
    if (isDispensable) {
      command.add("-XX:+ExitOnOutOfMemoryError");
    }
    command.addAll(List.of("-cp", initJar.toString(), "dev.berth.init.Holder"));
    command.addAll(List.of(lease.value(), directory.toString()));
    ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
    builder.environment().clear();
    builder.redirectInput(new File("/dev/null"));
    builder.redirectErrorStream(true);
    builder.redirectOutput(directory.resolve("holder.log").toFile());
    return builder.start();
  }
}
