package dev.berth.init.verify;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A program that session init runs to its end, in a process group of its own, with a time limit and
 * an environment that is exactly what is given.
 *
 * @param exit 128 + n for signal n; 124 when the time was up
 * @param output the last 8 KiB of both streams
 */
public record ToolRun(int exit, long durationMillis, String output) {
  /** What is kept of a program's output: its end, where the reason of a failure stands. */
  public static final int KEPT = 8 << 10;

  /** The exit code of a run that was cut off. */
  public static final int TIMED_OUT = 124;

  private static final Duration LAST_WORDS = Duration.ofSeconds(2);

  /** Whether it succeeded. */
  public boolean ok() {
    return exit == 0;
  }

  /**
   * Runs a program.
   *
   * @throws IOException when it cannot be started
   */
  public static ToolRun run(
      List<String> argv, Path directory, Map<String, String> environment, Duration limit)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("/usr/bin/setsid"));
    command.addAll(argv);
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
    builder.environment().clear();
    builder.environment().putAll(environment);
    long begun = System.nanoTime();
    Process process = builder.start();
    process.getOutputStream().close();
    Tail tail = new Tail(process.getInputStream());
    Thread reader = Thread.ofVirtual().start(tail);
    boolean ended = process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
    if (!ended) {
      killGroup(process);
    }
    // A child that kept the pipe open must not hold the answer up for long.
    reader.join(LAST_WORDS);
    long millis = (System.nanoTime() - begun) / 1_000_000;
    return new ToolRun(ended ? process.exitValue() : TIMED_OUT, millis, tail.text());
  }

  private static void killGroup(Process process) throws IOException, InterruptedException {
    new ProcessBuilder("/bin/sh", "-c", "kill -s KILL -- \"-$0\"", Long.toString(process.pid()))
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
    // By its handle: the process's own method closes the pipe with what nobody has read yet.
    process.toHandle().destroyForcibly();
    process.waitFor();
  }

  /** Keeps the end of a stream. */
  private static final class Tail implements Runnable {
    private final InputStream in;
    private byte[] kept = new byte[0];

    Tail(InputStream in) {
      this.in = in;
    }

    @Override
    public void run() {
      byte[] buffer = new byte[KEPT];
      try (in) {
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
          add(buffer, n);
        }
      } catch (IOException e) {
        add("\n[the output broke off]".getBytes(StandardCharsets.UTF_8), 23);
      }
    }

    private synchronized void add(byte[] bytes, int count) {
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      all.writeBytes(kept);
      all.write(bytes, 0, count);
      byte[] joined = all.toByteArray();
      kept = Arrays.copyOfRange(joined, Math.max(0, joined.length - KEPT), joined.length);
    }

    synchronized String text() {
      return new String(kept, StandardCharsets.UTF_8);
    }
  }
}
