package dev.berth.core.exec;

import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A program with its arguments. The environment is exactly what is given (nothing is inherited but
 * PATH), secrets go by environment or standard input, never by argument.
 *
 * @param timeout after which the process tree is killed and the run fails
 * @param outputLimit bytes of each stream that are kept; more is a failure
 */
public record Command(
    List<String> argv,
    Optional<Path> directory,
    Map<String, String> environment,
    Optional<InputStream> input,
    Duration timeout,
    int outputLimit) {
  public Command {
    argv = List.copyOf(argv);
    environment = Map.copyOf(environment);
    if (argv.isEmpty()) {
      throw new IllegalArgumentException("a command has a program");
    }
  }

  /** A command without input, with 30 s and 16 MiB. */
  public static Command of(String... argv) {
    return new Command(
        List.of(argv),
        Optional.empty(),
        Map.of(),
        Optional.empty(),
        Duration.ofSeconds(30),
        16 << 20);
  }

  /** The same in another directory. */
  public Command in(Path newDirectory) {
    return new Command(argv, Optional.of(newDirectory), environment, input, timeout, outputLimit);
  }

  /** The same with this environment. */
  public Command with(Map<String, String> newEnvironment) {
    return new Command(argv, directory, newEnvironment, input, timeout, outputLimit);
  }

  /** The same with this standard input. */
  public Command reading(InputStream newInput) {
    return new Command(argv, directory, environment, Optional.of(newInput), timeout, outputLimit);
  }

  /** The same with another time limit. */
  public Command within(Duration newTimeout) {
    return new Command(argv, directory, environment, input, newTimeout, outputLimit);
  }
}
