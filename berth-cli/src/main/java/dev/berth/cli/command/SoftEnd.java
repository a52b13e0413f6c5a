package dev.berth.cli.command;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A command that is asked to end, by Ctrl-C or SIGTERM, is interrupted and gets the time to print
 * the report of what it did.
 */
public final class SoftEnd implements AutoCloseable {
  /** One call of a cloud and a ledger's last lines, or killing and deleting what a run has made. */
  private static final Duration LONGEST = Duration.ofSeconds(60);

  /** For the launcher, which prints an error and writes out what is buffered after the command. */
  private static final Duration LAUNCHER = Duration.ofMillis(500);

  private final CountDownLatch printed = new CountDownLatch(1);
  private final CountDownLatch never = new CountDownLatch(1);
  private final Thread hook;

  private SoftEnd(Thread worker) {
    this.hook =
        Thread.ofPlatform()
            .name("berth-soft-end")
            .unstarted(
                () -> {
                  worker.interrupt();
                  await();
                });
  }

  /** From now until it is closed. */
  public static SoftEnd of(Thread worker) {
    SoftEnd end = new SoftEnd(worker);
    Runtime.getRuntime().addShutdownHook(end.hook);
    return end;
  }

  private void await() {
    try {
      boolean done = printed.await(LONGEST.toMillis(), TimeUnit.MILLISECONDS);
      if (!done || never.await(LAUNCHER.toMillis(), TimeUnit.MILLISECONDS)) {
        System.err.println("berth: ended before the command could finish what it does at its end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    printed.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // It runs already: the process ends, now that the report is printed.
      return;
    }
  }
}
