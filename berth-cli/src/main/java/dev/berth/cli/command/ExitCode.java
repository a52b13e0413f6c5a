package dev.berth.cli.command;

/** What a command's exit code says. */
public final class ExitCode {
  public static final int DONE = 0;
  public static final int FAILED = 1;
  public static final int USAGE = 2;
  public static final int NOT_ALLOWED = 3;
  public static final int TIMED_OUT = 4;

  /** What the JVM itself answers to an interrupt: 128 + SIGINT. */
  public static final int INTERRUPTED = 130;

  private ExitCode() {}
}
