package dev.berth.agent.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RetryTest {
  private static CommandResult ended(int exit, String output) {
    return new CommandResult(exit, output, exit == CommandResult.TIMED_OUT, 1);
  }

  private static int attempts(CommandResult always) throws InterruptedException {
    int[] made = {0};
    new Retry(attempt -> attempt < 3)
        .untilReached(
            () -> {
              made[0]++;
              return always;
            });
    return made[0];
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\n",
        "fatal: unable to access 'http://127.0.0.1:8090/': Failed to connect to 127.0.0.1",
        "send-pack: unexpected disconnect while reading sideband packet",
        "fatal: the remote end hung up unexpectedly",
        "error: RPC failed; curl 18 transfer closed with outstanding read data remaining",
        "fatal: early EOF"
      })
  void aGitThatWasCutOffIsRepeatedAsLongAsThePauseSays(String output) throws Exception {
    assertThat(attempts(ended(128, output))).isEqualTo(3);
  }

  @Test
  void aRefusalASuccessAndATimeThatIsUpAreNotRepeated() throws Exception {
    assertThat(attempts(ended(1, "! [remote rejected] the remote end hung up unexpectedly")))
        .isEqualTo(1);
    assertThat(attempts(ended(0, ""))).isEqualTo(1);
    assertThat(attempts(ended(CommandResult.TIMED_OUT, ""))).isEqualTo(1);
    assertThat(attempts(ended(128, "fatal: bad object HEAD"))).isEqualTo(1);
  }
}
