package dev.berth.dist.server;

import dev.berth.cli.command.CliContext;
import dev.berth.cli.command.ExitCode;
import dev.berth.cli.command.LocalCommand;
import dev.berth.cli.terminal.Screen;
import dev.berth.cli.terminal.Style;
import dev.berth.cli.terminal.TerminalText;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code berth up}. */
@Command(
    name = "up",
    description = {
      "Starts the server and runs until it is stopped (Ctrl-C).",
      "Stopping the server does not stop sessions that run: the next start finds them again."
    })
public final class UpCommand extends LocalCommand implements Callable<Integer> {
  @Mixin private ServerChoice choice = new ServerChoice();

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Configuration. Default: berth.yaml in the data directory.")
  private @Nullable Path config;

  @Option(names = "--host", paramLabel = "ADDRESS", description = "Address to listen on.")
  private @Nullable String host;

  @Option(names = "--port", paramLabel = "PORT", description = "Port to listen on; 0: a free one.")
  private @Nullable String port;

  public UpCommand(CliContext context) {
    super(context);
  }

  @Override
  public Integer call() throws InterruptedException {
    Path directory = choice.data(context());
    Screen screen = output().screen(context());
    CountDownLatch stop = new CountDownLatch(1);
    CountDownLatch stopped = new CountDownLatch(1);
    try {
      serve(screen, directory, stop, stopped);
    } finally {
      stopped.countDown();
    }
    return ExitCode.DONE;
  }

  private void serve(Screen screen, Path directory, CountDownLatch stop, CountDownLatch stopped)
      throws InterruptedException {
    try (LocalServer server =
        LocalServer.start(context(), directory, Optional.ofNullable(config), flags())) {
      Runtime.getRuntime()
          .addShutdownHook(
              Thread.ofPlatform()
                  .unstarted(
                      () -> {
                        stop.countDown();
                        awaitQuietly(stopped);
                      }));
      greet(screen, server, directory);
      stop.await();
    }
  }

  private void greet(Screen screen, LocalServer server, Path directory) {
    if (output().json()) {
      screen.line("{\"server\":\"" + server.address() + "\"}");
      return;
    }
    screen.line(TerminalText.of("Berth is up at ").plus(server.address().toString(), Style.BOLD));
    screen.line("data  " + directory);
    server
        .firstKey()
        .ifPresent(
            key -> {
              screen.line(
                  TerminalText.of("admin key (shown once)  ", Style.YELLOW).plus(key.reveal()));
              screen.line(
                  TerminalText.of(
                      "  Commands on this machine need none; others set BERTH_TOKEN.", Style.DIM));
            });
    screen.line(TerminalText.of("Stop it with Ctrl-C; running sessions go on.", Style.DIM));
  }

  private Map<String, String> flags() {
    Map<String, String> flags = choice.settings(context(), false);
    put(flags, "server.host", host);
    put(flags, "server.port", port);
    return flags;
  }

  private static void put(Map<String, String> flags, String key, @Nullable String value) {
    if (value != null) {
      flags.put(key, value);
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
