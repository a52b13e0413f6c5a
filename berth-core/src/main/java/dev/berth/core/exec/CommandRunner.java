package dev.berth.core.exec;

import java.io.OutputStream;
import java.util.List;

/**
 * Runs foreign programs on the host. The port exists so that faults can be injected; there is one
 * real implementation.
 */
public interface CommandRunner {
  /**
   * Runs the command to its end.
   *
   * @throws dev.berth.core.error.BerthException when it cannot be started or passes its deadline
   */
  Result run(Command command);

  /**
   * Runs the command to its end and passes its standard output on as it comes; the result's own is
   * empty, and the command's output limit applies to standard error only.
   *
   * @throws dev.berth.core.error.BerthException likewise, and when the output cannot be passed on
   */
  Result stream(Command command, OutputStream out);

  /** How a command ended: its exit code and bounded output. */
  record Result(int exitCode, byte[] stdout, byte[] stderr) {
    /** Standard output as UTF-8, stripped. */
    public String text() {
      return new String(stdout, java.nio.charset.StandardCharsets.UTF_8).strip();
    }

    /** Standard error as UTF-8, stripped. */
    public String errorText() {
      return new String(stderr, java.nio.charset.StandardCharsets.UTF_8).strip();
    }

    /** Standard output as lines of UTF-8. */
    public List<String> lines() {
      return new String(stdout, java.nio.charset.StandardCharsets.UTF_8).lines().toList();
    }

    /** Whether the exit code is 0. */
    public boolean ok() {
      return exitCode == 0;
    }
  }
}
