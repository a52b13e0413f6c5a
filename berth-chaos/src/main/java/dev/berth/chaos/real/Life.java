package dev.berth.chaos.real;

import dev.berth.cli.command.CliException;
import dev.berth.core.time.Time;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** One life of the server, ended by SIGKILL. Used by one thread. */
final class Life {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration LOOK = Duration.ofMillis(20);

  private final Process process;

  private Life(Process process) {
    this.process = process;
  }

  /**
   * Starts the package's server with these orders, and waits until it serves.
   *
   * @param home the package
   * @throws CliException when it does not start, with the server's own reason and remedy
   */
  static Life begin(Path home, Lab lab, Orders orders, Time time) throws InterruptedException {
    try {
      Files.deleteIfExists(lab.control().resolve(LabServer.READY));
      Files.deleteIfExists(lab.control().resolve(LabServer.REFUSED));
      orders.write(lab.control());
      Path output = lab.control().resolve("server.out");
      ProcessBuilder builder = new ProcessBuilder(command(home, lab));
      builder.environment().keySet().removeIf(name -> name.startsWith("BERTH_"));
      Life life =
          new Life(
              builder
                  .redirectErrorStream(true)
                  .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()))
                  .start());
      life.awaitReady(lab, output, time);
      return life;
    } catch (IOException e) {
      throw notStarted(e.toString());
    }
  }

  /** Quickly up and not long at work: the first compiler only, and the package's own cache. */
  private static List<String> command(Path home, Lab lab) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    Path cache = home.resolve("lib/server.aot");
    if (Files.isReadable(cache)) {
      command.addAll(List.of("-XX:AOTCache=" + cache, "-Xlog:aot=off", "-Xlog:cds=off"));
    }
    command.addAll(
        List.of(
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-XX:-UsePerfData",
            "-Xmx384m",
            "-Dfile.encoding=UTF-8",
            "--enable-native-access=ALL-UNNAMED",
            "-Dberth.home=" + home,
            "-cp",
            home.resolve("lib/berth-dist.jar").toString(),
            LabServer.class.getName(),
            lab.data().toString(),
            lab.control().toString()));
    return command;
  }

  private void awaitReady(Lab lab, Path output, Time time)
      throws IOException, InterruptedException {
    long begin = time.nanos();
    try {
      while (!Files.exists(lab.control().resolve(LabServer.READY))) {
        if (!process.isAlive()) {
          throw ended(lab, output);
        }
        if (time.nanos() - begin > PATIENCE.toNanos()) {
          throw notStarted("it is not ready after " + PATIENCE.toSeconds() + " s");
        }
        time.sleep(LOOK);
      }
    } catch (InterruptedException | RuntimeException e) {
      process.destroyForcibly();
      throw e;
    }
  }

  private static CliException ended(Lab lab, Path output) throws IOException {
    Path refused = lab.control().resolve(LabServer.REFUSED);
    if (Files.exists(refused)) {
      List<String> lines = Files.readAllLines(refused);
      return CliException.failed(
          lines.getFirst(),
          "the lab's server does not start: "
              + String.join(" ", lines.subList(1, lines.size() - 1)),
          lines.getLast());
    }
    List<String> said = Files.readAllLines(output);
    return notStarted(
        "it ended: " + String.join(" ", said.subList(Math.max(0, said.size() - 5), said.size())));
  }

  private static CliException notStarted(String why) {
    return CliException.failed(
        "LAB_SERVER_FAILED",
        "the lab's server does not start: " + why,
        "Run `berth doctor`; with --simulated alone no server is needed.");
  }

  long pid() {
    return process.pid();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** SIGKILL; what it left is for the next life. */
  void kill() throws InterruptedException {
    process.destroyForcibly();
    if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      throw new IllegalStateException("process " + process.pid() + " survives SIGKILL");
    }
  }
}
