package dev.berth.engine.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.core.session.Session.AgentResult;
import dev.berth.testkit.store.Samples;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a plain agent's last word means. */
final class PlainAnswersTest {
  private static AgentResult result(String answer) {
    return PlainAnswers.result(new SessionJson(), answer, Samples.NOW);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"It is 42.\"|It is 42.",
        "It is 42.|It is 42.",
        "{\"reply\":\"It is 42.\"}|{\"reply\":\"It is 42.\"}",
        "{\"error\":{\"code\":\"ANSWER_TOO_LARGE\"}}|{\"error\":{\"code\":\"ANSWER_TOO_LARGE\"}}",
        "{\"error\":\"none\"}|{\"error\":\"none\"}",
        "[1,2]|[1,2]",
        "{|{",
      })
  void whateverItSaysIsTheMessage(String answer, String message) {
    assertThat(result(answer).success()).isTrue();
    assertThat(result(answer).message()).isEqualTo(message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"error\":\"no\",\"error_type\":\"E\",\"message\":\"An error occurred during"
            + " streaming\"}",
        "{\"message\":\"An error occurred\",\"error_type\":\"E\",\"error\":\"no\"}"
      })
  void aStreamThatFailedSaysSoInTheContractsForm(String answer) {
    assertThat(result(answer).success()).isFalse();
    assertThat(result(answer).errorCode()).contains("AGENT_FAILED");
    assertThat(result(answer).message()).isEqualTo("no");
  }
}
