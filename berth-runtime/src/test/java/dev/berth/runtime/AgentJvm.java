package dev.berth.runtime;

import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** An agent in a process of its own, which has answered its first ping. */
record AgentJvm(Process process, BufferedReader out, int port) implements AutoCloseable {
  /** Starts a program whose first argument is the port on which it is to listen. */
  static AgentJvm start(Class<?> program, List<String> flags, String... arguments)
      throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.addAll(flags);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), program.getName()));
    command.add(Integer.toString(port));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    AgentJvm agent = new AgentJvm(process, process.inputReader(StandardCharsets.UTF_8), port);
    await()
        .ignoreExceptions()
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(10))
        .until(agent::answers);
    return agent;
  }

  private boolean answers() throws IOException {
    try (RawClient client = new RawClient(port)) {
      return client.say("GET /ping HTTP/1.1\r\n\r\n").reply().status() == 200;
    }
  }

  /** Not through {@link Process#destroy}, which closes the streams, too. */
  void terminate() {
    process.toHandle().destroy();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
