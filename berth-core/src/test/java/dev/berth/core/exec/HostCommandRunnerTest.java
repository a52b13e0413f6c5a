package dev.berth.core.exec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class HostCommandRunnerTest {
  private final CommandRunner runner = new HostCommandRunner("/usr/local/bin:/usr/bin:/bin");

  @Test
  void answersWhatTheProgramPrinted() {
    CommandRunner.Result result = runner.run(Command.of("sh", "-c", "echo out; exit 3"));
    assertThat(result.exitCode()).isEqualTo(3);
    assertThat(new String(result.stdout(), StandardCharsets.UTF_8)).isEqualTo("out\n");
  }

  /** The child of the program outlives it by far and keeps the pipe open. */
  @Test
  void theDeadlineHoldsWhenAGrandchildKeepsTheOutput() {
    long begun = System.nanoTime();
    Command command = Command.of("sh", "-c", "sleep 20 & echo out").within(Duration.ofSeconds(1));
    try {
      // The JDK takes a dead program's pipe away itself, unless a read is under way in it.
      CommandRunner.Result result = runner.run(command);
      assertThat(new String(result.stdout(), StandardCharsets.UTF_8)).isEqualTo("out\n");
    } catch (BerthException e) {
      assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE);
    }
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(10));
  }
}
