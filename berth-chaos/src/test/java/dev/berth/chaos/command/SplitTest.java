package dev.berth.chaos.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.cli.command.CliException;
import dev.berth.cli.command.ExitCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SplitTest {
  @ParameterizedTest
  @CsvSource({"1, 1, 0", "5, 5, 0", "6, 5, 1", "50, 5, 45", "200, 20, 180", "10300, 1030, 9270"})
  void aTenthIsRealAndAtLeastFive(int sessions, int real, int simulated) {
    assertThat(Split.of(sessions, null, null)).isEqualTo(new Split(real, simulated));
  }

  @Test
  void oneHalfLeavesTheRestToTheOther() {
    assertThat(Split.of(200, 0, null)).isEqualTo(new Split(0, 200));
    assertThat(Split.of(200, null, 0)).isEqualTo(new Split(200, 0));
    assertThat(Split.of(200, 3, null)).isEqualTo(new Split(3, 197));
  }

  @Test
  void bothHalvesSayItAll() {
    assertThat(Split.of(200, 300, 10_000)).isEqualTo(new Split(300, 10_000));
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {"0, -, -", "-1, -, -", "10, 11, -", "10, -, 11", "10, -1, -", "10, 0, 0"})
  void whatCannotBePlayedIsRefused(int sessions, Integer real, Integer simulated) {
    assertThatThrownBy(() -> Split.of(sessions, real, simulated))
        .isInstanceOfSatisfying(
            CliException.class,
            e -> {
              assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE);
              assertThat(e.error().code()).isEqualTo("BAD_SESSIONS");
              assertThat(e.error().remedy()).isNotEmpty();
            });
  }
}
