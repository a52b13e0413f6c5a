package dev.berth.core.exec;

import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Runs commands as processes of this host. Thread-safe; each run takes three virtual threads. */
public final class HostCommandRunner implements CommandRunner {
  private static final byte[] NOTHING = new byte[0];

  private final Map<String, String> baseEnvironment;

  /**
   * @param path the PATH that commands see; nothing else is inherited
   */
  public HostCommandRunner(String path) {
    this.baseEnvironment = Map.of("PATH", path, "LANG", "C.UTF-8", "LC_ALL", "C.UTF-8");
  }

  @Override
  public Result run(Command command) {
    ByteArrayOutputStream kept = new ByteArrayOutputStream();
    Result result = run(command, kept, command.outputLimit());
    return new Result(result.exitCode(), kept.toByteArray(), result.stderr());
  }

  @Override
  public Result stream(Command command, OutputStream out) {
    return run(command, out, Long.MAX_VALUE);
  }

  private Result run(Command command, OutputStream out, long limit) {
    Process process = start(command);
    ByteArrayOutputStream errors = new ByteArrayOutputStream();
    long begun = System.nanoTime();
    // Not closed: closing waits for its threads, and what the program left behind may hold a pipe.
    ExecutorService pumps = Executors.newVirtualThreadPerTaskExecutor();
    try {
      Future<?> stdin = pumps.submit(() -> feed(command, process));
      Future<?> stdout =
          pumps.submit(() -> drain(command, process, process.getInputStream(), out, limit));
      Future<?> stderr =
          pumps.submit(
              () ->
                  drain(command, process, process.getErrorStream(), errors, command.outputLimit()));
      try {
        if (!process.waitFor(command.timeout().toMillis(), TimeUnit.MILLISECONDS)) {
          throw new BerthException(
              ErrorCode.UNAVAILABLE,
              name(command) + " did not end within " + command.timeout().toSeconds() + " s");
        }
        for (Future<?> pump : List.of(stdin, stdout, stderr)) {
          long left = command.timeout().toNanos() - (System.nanoTime() - begun);
          Object done = pump.get(Math.max(0, left), TimeUnit.NANOSECONDS);
          assert done == null;
        }
        return new Result(process.exitValue(), NOTHING, errors.toByteArray());
      } catch (TimeoutException e) {
        throw new BerthException(
            ErrorCode.UNAVAILABLE,
            name(command) + " ended, but what it started still holds its output",
            e);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BerthException(ErrorCode.UNAVAILABLE, name(command) + " was interrupted", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof BerthException known) {
        throw known;
      }
      throw new BerthException(ErrorCode.UNAVAILABLE, name(command) + ": " + e.getCause(), e);
    } finally {
      // After its end it has no descendants that could be found, and looking for them reads all of
      // /proc.
      if (process.isAlive()) {
        kill(process);
      }
      pumps.shutdownNow();
    }
  }

  private Process start(Command command) {
    List<String> argv = new ArrayList<>(command.argv());
    argv.set(0, located(argv.getFirst()));
    ProcessBuilder builder = new ProcessBuilder(argv);
    builder.environment().clear();
    builder.environment().putAll(baseEnvironment);
    builder.environment().putAll(command.environment());
    command.directory().ifPresent(directory -> builder.directory(directory.toFile()));
    try {
      return builder.start();
    } catch (IOException e) {
      throw new BerthException(
          ErrorCode.UNAVAILABLE, name(command) + " cannot be started: " + e.getMessage(), e);
    }
  }

  /** Java would look on this process's own PATH, whatever the program is to be given. */
  private String located(String program) {
    if (program.contains("/")) {
      return program;
    }
    String path = baseEnvironment.getOrDefault("PATH", "");
    return Arrays.stream(path.split(":"))
        .filter(directory -> !directory.isEmpty())
        .map(directory -> Path.of(directory).resolve(program))
        .filter(Files::isExecutable)
        .findFirst()
        .map(Path::toString)
        .orElseThrow(
            () ->
                new BerthException(
                    ErrorCode.UNAVAILABLE, "'" + program + "' is not on the PATH " + path));
  }

  /**
   * Copies the command's input. A program may end without reading all of it: the rest is then read
   * and dropped, so that whoever sends it gets to the answer; the exit code tells how it went.
   */
  private static Void feed(Command command, Process process) throws IOException {
    OutputStream out = process.getOutputStream();
    boolean open = true;
    if (command.input().isPresent()) {
      try (InputStream in = command.input().get()) {
        byte[] buffer = new byte[64 * 1024];
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
          open = open && write(out, buffer, n);
        }
      } catch (IOException | BerthException e) {
        // Half an input must not look like a whole one.
        kill(process);
        throw e;
      }
    }
    close(out);
    return null;
  }

  private static boolean write(OutputStream out, byte[] buffer, int n) {
    try {
      out.write(buffer, 0, n);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static void close(OutputStream out) {
    try {
      out.close();
    } catch (IOException e) {
      // The program has ended without reading to the end; its exit code tells how it went.
      return;
    }
  }

  private static Void drain(
      Command command, Process process, InputStream in, OutputStream out, long limit)
      throws IOException {
    byte[] buffer = new byte[16 * 1024];
    long size = 0;
    try {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        size += n;
        if (size > limit) {
          throw new BerthException(
              ErrorCode.UNAVAILABLE, name(command) + " printed more than " + limit + " bytes");
        }
        out.write(buffer, 0, n);
      }
    } catch (IOException | BerthException e) {
      // Without a reader the program would block until its deadline.
      kill(process);
      throw e;
    }
    return null;
  }

  private static void kill(Process process) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  private static String name(Command command) {
    return "'" + command.argv().getFirst() + "'";
  }
}
