package dev.berth.bench.start;

import dev.berth.api.http.Routes;
import dev.berth.bench.measure.Readiness;
import dev.berth.cli.config.ClientFile;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** {@code berth up} of the package on a data directory. */
final class ServerProcess implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration POLL = Duration.ofMillis(2);
  private static final long BYTES_PER_KIB = 1024;

  private final Process process;
  private final Path data;
  private final URI address;
  private final long readyNanos;

  private ServerProcess(Process process, Path data, URI address, long readyNanos) {
    this.process = process;
    this.data = data;
    this.address = address;
    this.readyNanos = readyNanos;
  }

  /** Starts it, and waits until its readiness route says 200. */
  static ServerProcess start(Path home, Path data, HttpClient client)
      throws IOException, InterruptedException {
    int port = Readiness.freePort();
    URI address = URI.create("http://127.0.0.1:" + port);
    ProcessBuilder builder =
        new ProcessBuilder(
                home.resolve("bin/berth").toString(),
                "up",
                "--data",
                data.toString(),
                "--port",
                Integer.toString(port))
            .redirectErrorStream(true)
            .redirectOutput(data.resolve("up.out").toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("BERTH_"));
    builder.environment().put("BERTH_JAVA_HOME", System.getProperty("java.home"));
    long begin = System.nanoTime();
    Process process = builder.start();
    try {
      new Readiness(
              HttpRequest.newBuilder(address.resolve(Routes.HEALTH_READY))
                  .timeout(Duration.ofSeconds(5))
                  .build(),
              answer -> answer.statusCode() == 200,
              POLL,
              PATIENCE)
          .await(process, client, begin);
    } catch (IOException e) {
      process.destroyForcibly();
      throw new IOException(Files.readString(data.resolve("up.out")), e);
    }
    return new ServerProcess(process, data, address, System.nanoTime() - begin);
  }

  /** From the start of its process to the first answer that it is ready. */
  long readyNanos() {
    return readyNanos;
  }

  URI address() {
    return address;
  }

  /** The token that it left for commands on this machine; written once it serves. */
  String token() throws IOException {
    long begin = System.nanoTime();
    while (ClientFile.read(data).isEmpty()) {
      if (System.nanoTime() - begin > PATIENCE.toNanos()) {
        throw new IOException("the server leaves no client file in " + data);
      }
      LockSupport.parkNanos(POLL.toNanos());
    }
    return ClientFile.read(data).orElseThrow().token();
  }

  /**
   * Memory that is resident now, in bytes. The launcher gives way to the JVM: it is one process.
   */
  long residentBytes() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc", process.pid() + "", "status"))) {
      if (line.startsWith("VmRSS:")) {
        String kib = line.substring("VmRSS:".length()).replace("kB", "").strip();
        return Long.parseLong(kib) * BYTES_PER_KIB;
      }
    }
    throw new IOException("the kernel does not say what process " + process.pid() + " holds");
  }

  /** Stops it as an operator does. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
