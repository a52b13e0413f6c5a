package dev.berth.dist;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.cli.config.ClientConfig;
import dev.berth.cli.config.ClientFile;
import dev.berth.cli.http.ApiClient;
import dev.berth.cli.http.WireJson;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/**
 * The server as users get it, started by its launcher on a data directory, and killed as a crash
 * would.
 */
final class PackagedServer implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Path data;
  private final Path transcript;
  private final Path output;
  private Process process;

  private PackagedServer(Path data, Path transcript, Path output) throws IOException {
    this.data = data;
    this.transcript = transcript;
    this.output = output;
    this.process = launch();
  }

  static PackagedServer start(Path data, Path transcript, Path output) throws IOException {
    PackagedServer server = new PackagedServer(data, transcript, output);
    server.awaitReady();
    return server;
  }

  /** Kills the server at once, as power loss would, and starts another on the same data. */
  void crashAndRestart() throws IOException, InterruptedException {
    process.destroyForcibly().waitFor();
    process = launch();
    awaitReady();
  }

  ApiClient client() {
    ClientFile file = ClientFile.read(data).orElseThrow();
    return new ApiClient(
        new ClientConfig(
            URI.create(file.server()), "the test", Optional.of(file.token()), "the test"),
        new WireJson());
  }

  @Override
  public void close() {
    process.destroy();
    Process ended = process.onExit().orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    assertThat(ended.isAlive()).isFalse();
  }

  private Process launch() throws IOException {
    Files.deleteIfExists(output);
    Path launcher = Path.of("target", "berth", "bin", "berth").toAbsolutePath();
    ProcessBuilder builder =
        new ProcessBuilder(
            launcher.toString(),
            "up",
            "--data",
            data.toString(),
            "--port",
            "0",
            "--model",
            "scripted:" + transcript);
    builder.environment().put("BERTH_JAVA_HOME", System.getProperty("java.home"));
    return builder.redirectErrorStream(true).redirectOutput(new File(output.toString())).start();
  }

  private void awaitReady() {
    Awaitility.await("the server says where it is")
        .atMost(PATIENCE)
        .until(() -> Files.exists(output) && Files.readString(output).contains("Berth is up at"));
  }
}
