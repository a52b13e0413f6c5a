package dev.berth.policy.effect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class GlobsTest {
  private final Globs globs = new Globs(List.of("deploy/*/keys/**", "**/secret.txt"));

  @Test
  void partsAreCrossedByTwoStarsOnly() {
    assertThat(globs.match("deploy/prod/keys/a/b")).isTrue();
    assertThat(globs.match("Deploy/prod/KEYS/a")).isTrue();
    assertThat(globs.match("deploy/a/b/keys/c")).isFalse();
    assertThat(globs.match("secret.txt")).isTrue();
    assertThat(globs.match("a/b/secret.txt")).isTrue();
  }

  /** In the place of a directory on the way it brings all below from elsewhere. */
  @Test
  void aLinkStandsForWhatIsBelow() {
    for (String link : List.of("deploy", "deploy/prod", "deploy/prod/keys", "DEPLOY")) {
      assertThat(globs.matchLink(link)).as(link).isTrue();
    }
    for (String link : List.of("src", "deployment", "a/deploy", "deploy/prod/other")) {
      assertThat(globs.matchLink(link)).as(link).isFalse();
    }
  }
}
