package dev.berth.agent.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandsTest {
  @TempDir Path directory;

  /** Many at a time: what reads the output comes late then, after the command has ended. */
  @Test
  void nothingOfAnOutputIsLostWhenTheMachineIsBusy() throws Exception {
    Commands commands = new Commands(10_000);
    Callable<String> run =
        () ->
            commands
                .run(
                    Commands.Command.shell(
                        "echo same", directory, Map.of(), Duration.ofSeconds(60)))
                .output();
    try (ExecutorService threads = Executors.newFixedThreadPool(48)) {
      List<Future<String>> outputs =
          threads.invokeAll(Stream.generate(() -> run).limit(240).toList());
      for (Future<String> output : outputs) {
        assertThat(output.get()).isEqualTo("same\n");
      }
    }
  }
}
