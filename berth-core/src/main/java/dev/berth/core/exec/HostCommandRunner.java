package dev.berth.core.exec;

import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Runs commands as processes of this host. Thread-safe; each run takes three virtual threads. */
public final class HostCommandRunner implements CommandRunner {
  private final Map<String, String> baseEnvironment;

  /**
   * @param path the PATH that commands see; nothing else is inherited
   */
  public HostCommandRunner(String path) {
    this.baseEnvironment = Map.of("PATH", path, "LANG", "C.UTF-8", "LC_ALL", "C.UTF-8");
  }

  @Override
  public Result run(Command command) {
    Process process = start(command);
    try (ExecutorService pumps = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> stdin = pumps.submit(() -> feed(command, process));
      Future<byte[]> stdout = pumps.submit(() -> drain(command, process.getInputStream(), process));
      Future<byte[]> stderr = pumps.submit(() -> drain(command, process.getErrorStream(), process));
      if (!process.waitFor(command.timeout().toMillis(), TimeUnit.MILLISECONDS)) {
        kill(process);
        throw new BerthException(
            ErrorCode.UNAVAILABLE,
            name(command) + " did not end within " + command.timeout().toSeconds() + " s");
      }
      Object fed = stdin.get();
      assert fed == null;
      return new Result(process.exitValue(), stdout.get(), stderr.get());
    } catch (InterruptedException e) {
      kill(process);
      Thread.currentThread().interrupt();
      throw new BerthException(ErrorCode.UNAVAILABLE, name(command) + " was interrupted", e);
    } catch (ExecutionException e) {
      kill(process);
      if (e.getCause() instanceof BerthException known) {
        throw known;
      }
      throw new BerthException(ErrorCode.UNAVAILABLE, name(command) + ": " + e.getCause(), e);
    }
  }

  private Process start(Command command) {
    ProcessBuilder builder = new ProcessBuilder(command.argv());
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

  private static Void feed(Command command, Process process) throws IOException {
    try (OutputStream out = process.getOutputStream()) {
      if (command.input().isPresent()) {
        try (InputStream in = command.input().get()) {
          in.transferTo(out);
        }
      }
    } catch (IOException e) {
      // A program may end without reading all of its input; its exit code then tells how it went.
      if (process.isAlive()) {
        throw e;
      }
    }
    return null;
  }

  private static byte[] drain(Command command, InputStream in, Process process) throws IOException {
    ByteArrayOutputStream kept = new ByteArrayOutputStream();
    byte[] buffer = new byte[16 * 1024];
    for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
      kept.write(buffer, 0, n);
      if (kept.size() > command.outputLimit()) {
        kill(process);
        throw new BerthException(
            ErrorCode.UNAVAILABLE,
            name(command) + " printed more than " + command.outputLimit() + " bytes");
      }
    }
    return kept.toByteArray();
  }

  private static void kill(Process process) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  private static String name(Command command) {
    return "'" + command.argv().getFirst() + "'";
  }
}
