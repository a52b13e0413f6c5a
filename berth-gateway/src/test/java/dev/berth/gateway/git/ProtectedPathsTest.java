package dev.berth.gateway.git;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class ProtectedPathsTest {
  @Test
  void globsMatchWholePaths() {
    ProtectedPaths paths =
        new ProtectedPaths(List.of(".github/workflows/**", "**/*.key", "conf/?.yml", "a.b"));
    for (String path :
        List.of(
            ".github/workflows/x.yml",
            ".GitHub/Workflows/deep/x.yml",
            "x.key",
            "a/b/x.key",
            "conf/a.yml",
            "a.b")) {
      assertThat(paths.firstOf(Set.of("README", path), Set.of())).contains(path);
    }
    assertThat(
            paths.firstOf(
                Set.of("x.keys", ".github/x", "conf/ab.yml", "conf/a/.yml", "axb", "d/conf/a.yml"),
                Set.of(".github/x")))
        .isEmpty();
  }

  @Test
  void aLinkInThePlaceOfAProtectedDirectoryIsProtectedToo() {
    ProtectedPaths paths =
        new ProtectedPaths(List.of(".github/workflows/**", "**/secrets/**", "**/*.key"));
    for (String link : List.of(".github/workflows", ".GitHub", "a/b/secrets", "secrets")) {
      assertThat(paths.firstOf(Set.of("README", link), Set.of(link))).contains(link);
    }
    assertThat(paths.firstOf(Set.of("a", "b/a", ".github/x"), Set.of("a", "b/a", ".github/x")))
        .isEmpty();
    assertThat(paths.firstOf(Set.of(".github"), Set.of())).as("a file of that name").isEmpty();
  }
}
