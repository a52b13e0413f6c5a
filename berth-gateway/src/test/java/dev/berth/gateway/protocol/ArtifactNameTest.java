package dev.berth.gateway.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.core.error.BerthException;
import dev.berth.core.error.ErrorCode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ArtifactNameTest {
  @ParameterizedTest
  @ValueSource(
      strings = {"a", "report.md", "report/2026/a.md", "..a", "a..b/c", "Grüße.txt", "報告.md", " x"})
  void relativeNormalisedNamesAreTaken(String name) {
    assertThat(ArtifactName.of(name)).isEqualTo(name);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/etc/passwd",
        "a//b",
        "a/",
        ".",
        "..",
        "../a",
        "a/../b",
        "a/./b",
        "a\\b",
        "a\u0000b",
        "a\nb",
        "a\u001b[2J",
        "a\u202etxt.exe",
        "a\u2028b",
        "u\u0308",
        "\ud83d",
      })
  void whatCouldLeadElsewhereOrDeceiveIsRefused(String name) {
    assertThatThrownBy(() -> ArtifactName.of(name))
        .isInstanceOfSatisfying(
            BerthException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.ARTIFACT_NAME_INVALID));
  }

  @ParameterizedTest
  @ValueSource(ints = {255, 256})
  void lengthHasALimit(int length) {
    String name = "x".repeat(length);
    if (length <= 255) {
      assertThat(ArtifactName.of(name)).isEqualTo(name);
    } else {
      assertThatThrownBy(() -> ArtifactName.of(name)).isInstanceOf(BerthException.class);
    }
  }
}
