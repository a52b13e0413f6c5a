package dev.berth.bench.start;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A program that ends by itself.
 *
 * @param environment beside what this process has
 */
record TimedCommand(List<String> command, Map<String, String> environment) {
  TimedCommand {
    command = List.copyOf(command);
    environment = Map.copyOf(environment);
  }

  static TimedCommand of(List<String> command) {
    return new TimedCommand(command, Map.of());
  }

  TimedCommand with(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(environment);
    more.put(name, value);
    return new TimedCommand(command, more);
  }

  /**
   * Runs it once; from before its start until it has ended and all it wrote is read.
   *
   * @throws IOException when it does not end well
   */
  long nanos() throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.startsWith("BERTH_"));
    builder.environment().put("BERTH_JAVA_HOME", System.getProperty("java.home"));
    builder.environment().putAll(environment);
    long begin = System.nanoTime();
    Process process = builder.start();
    process.getOutputStream().close();
    byte[] output = process.getInputStream().readAllBytes();
    int exit = process.waitFor();
    long nanos = System.nanoTime() - begin;
    if (exit != 0) {
      throw new IOException(command.getFirst() + " ended with " + exit + ": " + text(output));
    }
    return nanos;
  }

  private static String text(byte[] output) {
    return new String(output, java.nio.charset.StandardCharsets.UTF_8);
  }
}
