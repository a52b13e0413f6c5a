package dev.berth.cli.command;

import dev.berth.api.error.ErrorBody;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Ends a command with an error that a person can act on, and an exit code. */
public final class CliException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient ErrorBody error;
  private final int exitCode;

  /**
   * @param error what is shown; {@code requestId} empty when no server was involved
   * @param exitCode see {@link ExitCode}
   */
  public CliException(ErrorBody error, int exitCode, @Nullable Throwable cause) {
    super(error.code() + ": " + error.message(), cause);
    this.error = error;
    this.exitCode = exitCode;
  }

  /** The command could not do its work. */
  public static CliException failed(String code, String message, String remedy) {
    return local(code, message, remedy, ExitCode.FAILED);
  }

  /** The command was not understood. */
  public static CliException usage(String code, String message, String remedy) {
    return local(code, message, remedy, ExitCode.USAGE);
  }

  /** The command waited as long as it was told to. */
  public static CliException timedOut(String message, String remedy) {
    return local("TIMED_OUT", message, remedy, ExitCode.TIMED_OUT);
  }

  private static CliException local(String code, String message, String remedy, int exitCode) {
    return new CliException(new ErrorBody(code, message, "", remedy, List.of()), exitCode, null);
  }

  public ErrorBody error() {
    return error;
  }

  public int exitCode() {
    return exitCode;
  }
}
