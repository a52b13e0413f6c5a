package dev.berth.cli.command;

import dev.berth.cli.terminal.Capabilities;
import dev.berth.cli.time.ClientTime;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Map;

/**
 * What a command may touch: nothing else of its process is read or written.
 *
 * @param environment environment variables
 * @param streams standard streams
 * @param capabilities what standard output goes to
 * @param time the clock
 * @param workingDirectory where relative paths begin
 */
public record CliContext(
    Map<String, String> environment,
    Streams streams,
    Capabilities capabilities,
    ClientTime time,
    Path workingDirectory) {

  /** Standard input, output and error. */
  public record Streams(InputStream in, PrintStream out, PrintStream err) {}

  public CliContext {
    environment = Map.copyOf(environment);
  }
}
