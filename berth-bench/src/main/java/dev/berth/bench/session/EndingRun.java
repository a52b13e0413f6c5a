package dev.berth.bench.session;

import dev.berth.api.event.EventType;
import dev.berth.bench.measure.Heading;
import dev.berth.bench.measure.Scratch;
import dev.berth.bench.measure.Series;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * How sessions are ended and how their end is noticed, in real sandboxes: {@code EndingRun COMMIT
 * HOME N SILENT}. In turns: a cancel until the session's processes are gone; the same processes
 * ended by hand with SIGKILL, until they are gone, and until the control plane shows it. Then, a
 * few times, how long a silent agent is before it is flagged.
 */
public final class EndingRun {
  private static final int WARM_UP = 3;
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final long LOOK_NANOS = 500_000;
  private static final long ASK_NANOS = 10_000_000;

  private EndingRun() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    System.out.println(Heading.of(arguments[0]));
    run(
        Path.of(arguments[1]).toRealPath(),
        WARM_UP,
        Integer.parseInt(arguments[2]),
        Integer.parseInt(arguments[3]),
        System.out);
  }

  static void run(Path home, int warmUp, int samples, int silent, PrintStream out)
      throws IOException, InterruptedException {
    Series cancelled = new Series("cancel -> its processes are gone");
    Series killed = new Series("SIGKILL by hand -> its processes are gone");
    Series noticed = new Series("SIGKILL by hand -> the task shows it");
    Series flagged = new Series("last sign of an agent -> flagged silent");
    try (Scratch scratch = Scratch.create();
        Served served =
            Served.start(TinyHome.make(home, scratch.directory("home")), scratch.directory("s"))) {
      for (int i = -warmUp; i < samples; i++) {
        boolean counts = i >= 0;
        long cancel = cancelled(served);
        Killed kill = killed(served);
        if (counts) {
          cancelled.add(cancel);
          killed.add(kill.gone());
          noticed.add(kill.noticed());
        }
      }
      for (int i = 0; i < silent; i++) {
        flagged.add(flagged(served));
      }
    }
    out.println(killed.line());
    out.println(cancelled.line());
    out.println(cancelled.against(killed));
    out.println(noticed.line());
    if (silent > 0) {
      out.println(flagged.line());
    }
  }

  private static long cancelled(Served served) throws IOException, InterruptedException {
    Served.Waiting session = served.waiting();
    long begin = System.nanoTime();
    served.cancel(session);
    await("the processes to go", LOOK_NANOS, () -> !isThere(session));
    long nanos = System.nanoTime() - begin;
    served.awaitCleanup(session);
    return nanos;
  }

  private record Killed(long gone, long noticed) {}

  private static Killed killed(Served served) throws IOException, InterruptedException {
    Served.Waiting session = served.waiting();
    ProcessHandle holder =
        ProcessHandle.of(session.holder())
            .orElseThrow(() -> new IOException("the holder has gone already"));
    long begin = System.nanoTime();
    holder.destroyForcibly();
    await("the processes to go", LOOK_NANOS, () -> !isThere(session));
    long gone = System.nanoTime() - begin;
    await("the end to be noticed", ASK_NANOS, () -> !served.isRunning(session));
    long noticed = System.nanoTime() - begin;
    served.awaitCleanup(session);
    return new Killed(gone, noticed);
  }

  private static long flagged(Served served) throws IOException, InterruptedException {
    Served.Waiting session = served.waiting();
    await("the flag", ASK_NANOS, () -> served.has(session, EventType.SESSION_SILENT));
    long nanos = System.nanoTime() - session.heard();
    served.cancel(session);
    served.awaitCleanup(session);
    return nanos;
  }

  private static boolean isThere(Served.Waiting session) {
    return Files.exists(Path.of("/proc", Long.toString(session.holder())));
  }

  private static void await(String what, long everyNanos, BooleanSupplier reached)
      throws IOException {
    long begin = System.nanoTime();
    while (!reached.getAsBoolean()) {
      if (System.nanoTime() - begin > PATIENCE.toNanos()) {
        throw new IOException("waited in vain for " + what);
      }
      LockSupport.parkNanos(everyNanos);
    }
  }
}
