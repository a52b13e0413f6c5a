package dev.berth.chaos.real;

import dev.berth.cli.command.CliException;
import dev.berth.core.time.Time;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A container engine of the lab's own, which may be killed without harm to anybody: a {@code
 * dockerd} with its data, its socket and its containerd in a directory that does not carry the
 * run's mark, since it is no part of what is looked for. Used by one thread.
 */
final class OwnEngine implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final Duration END = Duration.ofSeconds(30);
  private static final Duration LOOK = Duration.ofMillis(50);

  /** What the default engine has the lab's image under. */
  private static final String IMAGE = "berth-sandbox:latest";

  private final Path root;
  private final Time time;
  private Process daemon;

  private OwnEngine(Path root, Time time) throws IOException {
    this.root = root;
    this.time = time;
    this.daemon = launch();
  }

  /**
   * Starts one, and gives it the image that the host's own engine has.
   *
   * @throws CliException when there is no dockerd, or it cannot run here
   */
  static OwnEngine start(Time time) throws InterruptedException {
    try {
      Path root = Files.createTempDirectory("berth-engine-").toRealPath();
      OwnEngine engine = new OwnEngine(root, time);
      try {
        engine.awaitAnswer(false);
        engine.load();
        return engine;
      } catch (CliException | InterruptedException e) {
        engine.close();
        throw e;
      }
    } catch (IOException e) {
      throw notStarted(e.toString());
    }
  }

  /** The address of its socket, as the engine's command line takes it. */
  String host() {
    return "unix://" + root.resolve("sock");
  }

  /** SIGKILL; its containers run on for the moment. The next one begins at once. */
  void kill() throws InterruptedException {
    daemon.destroyForcibly();
    daemon.waitFor();
    awaitAnswer(true);
  }

  private Process launch() throws IOException {
    Files.deleteIfExists(root.resolve("pid"));
    List<String> command = new ArrayList<>(List.of("dockerd", "--host", host()));
    command.addAll(List.of("--data-root", root.resolve("data").toString()));
    command.addAll(List.of("--exec-root", root.resolve("exec").toString()));
    command.addAll(List.of("--pidfile", root.resolve("pid").toString()));
    command.addAll(List.of("--bridge=none", "--iptables=false", "--ip6tables=false"));
    command.add("--ip-forward=false");
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
        .start();
  }

  private Path log() {
    return root.resolve("log");
  }

  /**
   * Until it serves.
   *
   * @param again whether one that has ended is started again, as a supervisor of daemons does: on
   *     what a killed one has left it may come up too slowly for its own patience
   */
  private void awaitAnswer(boolean again) throws InterruptedException {
    long begin = time.nanos();
    while (!daemon.isAlive() || !succeeds(List.of("docker", "--host", host(), "version"))) {
      boolean hasEnded = !daemon.isAlive() && !again;
      if (hasEnded || time.nanos() - begin > PATIENCE.toNanos()) {
        throw notStarted(lastWords());
      }
      if (!daemon.isAlive()) {
        try {
          daemon = launch();
        } catch (IOException e) {
          throw notStarted(e.toString());
        }
      }
      time.sleep(LOOK);
    }
  }

  private static boolean succeeds(List<String> command) throws InterruptedException {
    try {
      return new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      throw notStarted(e.toString());
    }
  }

  private void load() throws InterruptedException {
    Path image = root.resolve("image.tar");
    boolean isThere =
        succeeds(List.of("docker", "save", "--output", image.toString(), IMAGE))
            && succeeds(List.of("docker", "--host", host(), "load", "--input", image.toString()));
    if (!isThere) {
      throw CliException.failed(
          "ENGINE_IMAGE_MISSING",
          "the lab's engine needs the image " + IMAGE + ", and the host's engine does not have it",
          "Run `berth image build`.");
    }
  }

  private String lastWords() {
    try {
      List<String> lines = Files.readAllLines(log());
      return String.join(" ", lines.subList(Math.max(0, lines.size() - 3), lines.size()));
    } catch (IOException e) {
      return e.toString();
    }
  }

  private static CliException notStarted(String why) {
    return CliException.failed(
        "ENGINE_NOT_STARTED",
        "the lab's own container engine does not run: " + why,
        "Run it as root where dockerd is installed, or leave --kill-engine out.");
  }

  /** Ends it with what it has started, and deletes its directory. */
  @Override
  public void close() {
    daemon.destroy();
    if (!awaitEnd()) {
      daemon.destroyForcibly().onExit().join();
    }
    try {
      // What it ends and unmounts itself, unless it was killed and did not come up again.
      endOthers();
      unmount();
      delete();
    } catch (IOException e) {
      throw CliException.failed(
          "LAB_LEFT_FILES",
          "the engine's directory cannot be deleted: " + e,
          "Look what still uses it, and delete " + root + " yourself.");
    }
  }

  private boolean awaitEnd() {
    try {
      return daemon.waitFor(END.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Its containerd, and the shims of containers. */
  private void endOthers() {
    List<ProcessHandle> others =
        Host.processes().stream()
            .filter(process -> process.arguments().contains(root.toString()))
            .flatMap(process -> ProcessHandle.of(process.pid()).stream())
            .filter(ProcessHandle::destroyForcibly)
            .toList();
    others.forEach(process -> process.onExit().join());
  }

  private void unmount() throws IOException {
    List<String> mounts =
        Files.readAllLines(Path.of("/proc/self/mounts")).stream()
            .map(line -> line.split(" ", 3)[1])
            .filter(mount -> mount.startsWith(root + "/"))
            .toList();
    for (String mount : mounts.reversed()) {
      new ProcessBuilder("umount", "--lazy", mount).start().onExit().join();
    }
  }

  private void delete() throws IOException {
    try (Stream<Path> tree = Files.walk(root)) {
      for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
