package dev.berth.api.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class RoutesTest {
  @Test
  void fillsPartsInOrder() {
    assertThat(Routes.fill(Routes.REPO, "acme", "shop")).isEqualTo("/v1/repos/acme/shop");
    assertThat(Routes.fill(Routes.TASKS)).isEqualTo("/v1/tasks");
  }

  @Test
  void aSegmentStaysOneSegment() {
    assertThat(Routes.fill(Routes.ARTIFACT, "01K", "out/a b.txt"))
        .isEqualTo("/v1/tasks/01K/artifacts/out%2Fa%20b.txt");
    assertThat(Routes.fill(Routes.TASK, "..")).isEqualTo("/v1/tasks/%2E%2E");
    assertThat(Routes.fill(Routes.TASK, "a?b#c")).isEqualTo("/v1/tasks/a%3Fb%23c");
  }

  @Test
  void refusesAWrongNumberOfSegments() {
    assertThatThrownBy(() -> Routes.fill(Routes.REPO, "acme"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Routes.fill(Routes.TASK, "a", "b"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
