package dev.berth.dist;

import dev.berth.cli.config.ClientConfig;
import dev.berth.cli.http.ApiClient;
import dev.berth.cli.http.WireJson;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/**
 * A machine of its own, as far as one kernel can play it: pid and mount namespaces, an id, and a
 * directory that no other machine sees. When it is closed, everything that ran on it is gone.
 */
final class Machine implements AutoCloseable {
  /** The first process: takes in orphans, as an init does, and ends with the machine. */
  private static final String INIT =
      """
      set -e
      if [ -e /etc/machine-id ]; then mount --bind "$1" /etc/machine-id; fi
      mount -t tmpfs none "$2"
      echo up
      while :; do sleep 1; done
      """;

  private static final Pattern ADDRESS = Pattern.compile("Berth is up at (http://\\S+)");
  private static final Pattern KEY = Pattern.compile("admin key \\(shown once\\)\\s+(\\S+)");

  private final Path directory;
  private final Process unshare;
  private final long init;

  private Machine(Path directory, Process unshare, long init) {
    this.directory = directory;
    this.unshare = unshare;
    this.init = init;
  }

  /** Whether this user may make such machines here. */
  static boolean canBoot() throws IOException, InterruptedException {
    return Files.isExecutable(Path.of("/usr/bin/nsenter"))
        && new ProcessBuilder("unshare", "--mount", "--pid", "--fork", "--mount-proc", "true")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor()
            == 0;
  }

  /**
   * Boots one.
   *
   * @param directory its disk
   * @param other the other machine's disk, which it does not see
   */
  static Machine boot(Path directory, String id, Path other) throws IOException {
    Path own = Files.writeString(directory.resolve("machine-id"), id + "\n");
    List<String> command = new ArrayList<>(List.of("unshare", "--mount", "--pid", "--fork"));
    command.addAll(List.of("--mount-proc", "/bin/sh", "-c", INIT, "sh"));
    command.addAll(List.of(own.toString(), other.toString()));
    Process unshare =
        new ProcessBuilder(command).redirectError(directory.resolve("init.log").toFile()).start();
    String said = unshare.inputReader().readLine();
    if (!"up".equals(said)) {
      unshare.destroyForcibly();
      throw new IOException(Files.readString(directory.resolve("init.log")));
    }
    long init = unshare.children().findFirst().orElseThrow().pid();
    return new Machine(directory, unshare, init);
  }

  Path data() {
    return directory.resolve("data");
  }

  /**
   * Starts a server that takes its configuration from {@link #data}.
   *
   * @throws IllegalStateException when it does not come up, with what it said
   */
  Server up(Path home) throws IOException {
    List<String> command = new ArrayList<>(List.of("nsenter", "--target", Long.toString(init)));
    command.addAll(List.of("--mount", "--pid", "--"));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-Xmx384m"));
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Dberth.home=" + home));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(List.of("up", "--data", data().toString()));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.startsWith("BERTH_"));
    Process process = builder.start();
    StringBuilder said = new StringBuilder();
    BufferedReader out = process.inputReader();
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      said.append(line).append('\n');
      if (line.startsWith("Stop it with")) {
        Thread.ofVirtual().start(() -> out.lines().forEach(_ -> {}));
        return new Server(
            process, URI.create(first(ADDRESS, said).orElseThrow()), first(KEY, said));
      }
    }
    throw new IllegalStateException(said.toString());
  }

  private static Optional<String> first(Pattern pattern, CharSequence text) {
    Matcher matcher = pattern.matcher(text);
    return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
  }

  /** A server of this machine. */
  record Server(Process enter, URI address, Optional<String> key) {
    ApiClient api(String token) {
      return new ApiClient(
          new ClientConfig(address, "the test", Optional.of(token), "the test"), new WireJson());
    }

    /** The server alone; its sessions go on. */
    void kill() {
      end(ProcessHandle::destroyForcibly);
    }

    /** As an operator stops it. */
    void stop() {
      end(ProcessHandle::destroy);
    }

    private void end(java.util.function.Predicate<ProcessHandle> how) {
      List<ProcessHandle> server = enter.children().toList();
      if (server.size() != 1 || !how.test(server.getFirst())) {
        throw new IllegalStateException("there is not one server: " + server);
      }
      Awaitility.await("the server ends")
          .atMost(1, TimeUnit.MINUTES)
          .until(() -> !server.getFirst().isAlive());
    }
  }

  @Override
  public void close() {
    // The kernel ends everything of a pid namespace with its first process.
    ProcessHandle.of(init).ifPresent(ProcessHandle::destroyForcibly);
    unshare.onExit().join();
  }
}
