package dev.berth.agent.command;

import java.util.List;
import java.util.Locale;

/** Repeats a git command that could not reach the git door, as when the control plane restarts. */
public final class Retry {
  /** Waits before another attempt; throws when there shall be none. */
  @FunctionalInterface
  public interface Pause {
    /** Waits; false when it was long enough in all. */
    boolean beforeAttempt(int attempt) throws InterruptedException;
  }

  /** One attempt. */
  @FunctionalInterface
  public interface Attempt {
    /** Makes it. */
    CommandResult make() throws InterruptedException;
  }

  /** What git says when there was nobody to talk to; a refusal by the door reads differently. */
  private static final List<String> NOT_REACHED =
      List.of(
          "failed to connect",
          "couldn't connect",
          "could not connect",
          "connection refused",
          "connection reset",
          "empty reply from server",
          "the requested url returned error: 503",
          "the remote end hung up unexpectedly",
          "unexpected disconnect",
          "transfer closed",
          "early eof",
          "recv failure");

  private final Pause pause;

  /** Repeats as long as the pause says. */
  public Retry(Pause pause) {
    this.pause = pause;
  }

  CommandResult untilReached(Attempt attempt) throws InterruptedException {
    CommandResult result = attempt.make();
    for (int n = 1; notReached(result) && pause.beforeAttempt(n); n++) {
      result = attempt.make();
    }
    return result;
  }

  private static boolean notReached(CommandResult result) {
    String output = result.output().toLowerCase(Locale.ROOT);
    // A git whose transport died under it ends without a word; one that is refused says why.
    boolean cutOff = output.isBlank() && !result.timedOut();
    boolean unreached =
        !output.contains("rejected") && NOT_REACHED.stream().anyMatch(output::contains);
    return !result.ok() && (cutOff || unreached);
  }
}
