package dev.berth.cli.conformance;

import dev.berth.cli.time.ClientTime;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The kit's looks at agents on this machine. */
final class Looked {
  /** What {@link PlayedAgent} and {@link LibraryAgent} understand. */
  static final Payloads ALL =
      new Payloads(
          "{\"prompt\":\"hello\"}",
          Optional.of("{\"sleep_ms\":500}"),
          Optional.of("{\"fail\":true}"),
          Optional.of("{\"stream_ms\":600}"),
          Optional.of("{\"failing_stream\":true}"),
          Optional.of("hello"));

  private Looked() {}

  /** Looks at an agent; at all rules when none is named. */
  static List<Finding> at(
      int port,
      ClientTime time,
      Payloads payloads,
      Optional<AgentProcess.Start> start,
      Set<String> only)
      throws InterruptedException {
    URI address = URI.create("http://127.0.0.1:" + port + "/");
    return new Conformance(
            time, new Conformance.Subject(address, payloads, start, Duration.ofSeconds(30), only))
        .run(_ -> {});
  }

  static List<String> notChecked(List<Finding> findings) {
    return findings.stream()
        .filter(one -> one.verdict() instanceof Verdict.NotChecked)
        .map(one -> one.rule().id())
        .toList();
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** Starts a class of the tests' class path, or of a directory before it. */
  static AgentProcess.Start java(Optional<Path> classes, String program, String... arguments) {
    String own = System.getProperty("java.class.path");
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElseThrow());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp"));
    command.add(classes.map(first -> first + File.pathSeparator + own).orElse(own));
    command.add(program);
    command.addAll(List.of(arguments));
    return process(command);
  }

  static AgentProcess.Start process(List<String> command) {
    return new AgentProcess.Start(
        command,
        Map.of("PATH", "/usr/bin:/bin"),
        Path.of("").toAbsolutePath(),
        ProcessBuilder.Redirect.DISCARD);
  }
}
