package dev.berth.init.holder;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.init.clock.SystemClock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An engine that is asked to end a container: asked until it is certain, and not for ever. */
final class ContainerEndTest {
  @TempDir private Path directory;

  private boolean bring(String script) {
    return new ContainerEnd(
            List.of("/bin/sh", "-c", script, "engine", directory.toString()),
            Duration.ZERO,
            new SystemClock())
        .bring();
  }

  @Test
  void itIsCertainWhenTheEngineSaysSo() {
    assertThat(bring("exit 0")).isTrue();
    assertThat(bring("echo 'Error response from daemon: No such container: abc' >&2; exit 1"))
        .as("what is not there has ended")
        .isTrue();
  }

  @Test
  void anEngineThatComesBackIsAskedAgain() throws Exception {
    assertThat(bring("echo asked >> $1/log; [ -e $1/up ] || { touch $1/up; exit 1; }")).isTrue();
    assertThat(Files.readAllLines(directory.resolve("log"))).hasSize(2);
  }

  @Test
  void anEngineThatStaysAwayLeavesItUncertain() throws Exception {
    assertThat(bring("echo asked >> $1/log; echo 'Cannot connect' >&2; exit 1")).isFalse();
    assertThat(Files.readAllLines(directory.resolve("log"))).hasSize(20);
  }

  @Test
  void aProgramThatIsNotThereLeavesItUncertain() {
    assertThat(
            new ContainerEnd(List.of("/no/such/engine"), Duration.ZERO, new SystemClock()).bring())
        .isFalse();
  }
}
